import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Manifest } from "@mdinference/contract";
import type { ZooModel } from "@mdinference/inference";
import { machine, type ServiceTimes } from "./service_times.ts";

/** What a manifest says of times measured on this machine. */
export function toServiceTime({ meanMs, sdMs, runs }: ServiceTimes): NonNullable<Manifest["serviceTime"]> {
	const rounded = (ms: number) => Number(ms.toPrecision(4));
	return { meanMs: rounded(meanMs), sdMs: rounded(sdMs), runs, machine: machine() };
}

/**
 * Writes measured times into a model's manifest, and into its card where it has one. A model file that changed meanwhile
 * keeps its manifest: only this field is replaced.
 */
export function recordServiceTime(
	{ manifest, path }: Pick<ZooModel, "manifest" | "path">,
	times: ServiceTimes,
): void {
	const file = (extension: string) => join(dirname(path), `${manifest.name}.${extension}`);
	const serviceTime = toServiceTime(times);
	const written = JSON.parse(readFileSync(file("json"), "utf8"));
	writeFileSync(file("json"), `${JSON.stringify({ ...written, serviceTime }, undefined, "\t")}\n`);
	if (existsSync(file("md")))
		writeFileSync(file("md"), withTime(readFileSync(file("md"), "utf8"), serviceTime));
}

/** A card with its row of the service time set, or added after the last row of its table. */
function withTime(
	card: string,
	{ meanMs, sdMs, runs, machine }: NonNullable<Manifest["serviceTime"]>,
): string {
	const row = `| service time | ${meanMs} ms, standard deviation ${sdMs} ms, of ${runs.toLocaleString("en")} warm runs on ${machine} |`;
	const others = card
		.trimEnd()
		.split("\n")
		.filter((line) => !line.startsWith("| service time |"));
	const last = others.findLastIndex((line) => line.startsWith("|"));
	return `${others.toSpliced(last + 1, 0, row).join("\n")}\n`;
}
