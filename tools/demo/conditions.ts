import { readFileSync } from "node:fs";
import { cast } from "./cast.ts";
import type { Condition } from "./schedule.ts";

/** What each model of the cast is worth under each condition: known because the generator makes the pictures. */
export interface Conditions {
	/** Pictures that were evaluated in the dark; by daylight the manifests say what 10,000 pictures gave. */
	pictures: number;
	/** Their seed: another than that of the traffic. */
	seed: number;
	/** SHA-256 of each model's file. */
	sha256: Readonly<Record<string, string>>;
	/** Top-1 accuracy of each model, in [0, 1]. */
	top1: Readonly<Record<Condition, Readonly<Record<string, number>>>>;
}

/** File of the table, which `demo:evaluate` writes. */
export const conditionsFile: URL = new URL("./conditions.json", import.meta.url);

/** Thrown when the table is of other models than those that are served. */
export class ConditionsStaleError extends Error {
	/** Names the model. */
	constructor(model: string) {
		super(`conditions.json does not know ${model} as it is now: run npx nx run demo:evaluate.`);
		this.name = "ConditionsStaleError";
	}
}

/**
 * Reads the table.
 *
 * @param served SHA-256 of each served model's file
 * @throws {ConditionsStaleError}
 */
export function readConditions(served: Readonly<Record<string, string>>): Conditions {
	const conditions = JSON.parse(readFileSync(conditionsFile, "utf8")) as Conditions;
	for (const model of cast) {
		if (conditions.sha256[model] !== served[model]) throw new ConditionsStaleError(model);
	}
	return conditions;
}
