import { z } from "zod";
import { checkProfile, InvalidProfileError, parseProfileJson } from "./profile_json.ts";
import { fictionalModel, PublishedMeasurements, publishedModels } from "./published_measurements.ts";
import type { SimulatedModel } from "./simulated_model.ts";

/** What a manifest of the zoo says of a model, as far as a simulation needs it. */
export interface ZooModel {
	/** Its name. */
	readonly name: string;
	/** Top-1 accuracy, in [0, 1]. */
	readonly accuracy: number;
	/** Size of its file, in bytes. */
	readonly bytes: number;
	/** Mean and deviation of its service time in milliseconds, where it was measured. */
	readonly serviceTime?: { readonly meanMs: number; readonly sdMs: number } | undefined;
}

const time = z.number().nonnegative();
const share = z.number().min(0).max(1);
const name = z.string().min(1);
const ownFormat = z.object({
	models: z
		.array(
			z.object({
				name,
				accuracy: share.optional(),
				meanMs: time,
				stdMs: time,
				bytes: z.number().nonnegative().optional(),
			}),
		)
		.min(1),
});
const gatewayFormat = z.object({
	models: z
		.array(
			z.object({
				manifest: z.object({ name, bytes: z.number().nonnegative() }),
				profile: z.object({ accuracy: share, service: z.object({ meanMs: time, stdMs: time }) }),
			}),
		)
		.min(1),
});
const zooManifest = z.object({
	name,
	bytes: z.number().nonnegative(),
	accuracy: z.object({ top1: share }),
	serviceTime: z.object({ meanMs: time, sdMs: time }).optional(),
});

/**
 * Reads what a simulation must know of a model from a zoo manifest.
 *
 * @param text the manifest, JSON
 * @throws {InvalidProfileError} naming the field
 */
export function parseZooModel(text: string): ZooModel {
	const manifest = checkProfile(zooManifest, parseProfileJson(text));
	const { name, bytes, accuracy, serviceTime } = manifest;
	return { name, accuracy: accuracy.top1, bytes, ...(serviceTime && { serviceTime }) };
}

/**
 * Models with the times that their manifests hold.
 *
 * @param zoo from {@link parseZooModel}
 * @throws {InvalidProfileError} for no manifest at all, or one without times
 *
 * @example
 * ```ts
 * import { zooModels } from "@mdinference/simulation";
 *
 * const serviceTime = { meanMs: 1.3, sdMs: 0.1 };
 * const [model] = zooModels([{ name: "tiny", accuracy: 0.82, bytes: 26_000, serviceTime }]);
 * if (model?.stdMs !== 0.1) throw new Error("as it was measured");
 * ```
 */
export function zooModels(zoo: readonly ZooModel[]): SimulatedModel[] {
	if (zoo.length === 0) throw new InvalidProfileError("", "is needed: there is no manifest in this folder");
	return zoo.map(({ serviceTime, ...model }) => {
		if (serviceTime !== undefined) return { ...model, meanMs: serviceTime.meanMs, stdMs: serviceTime.sdMs };
		throw new InvalidProfileError(`serviceTime of ${model.name}`, "is missing: zoo:profile measures it");
	});
}

/**
 * Reads models from JSON, of any of three formats: `{"models": [{"name", "accuracy", "meanMs", "stdMs", "bytes"}]}`, what a
 * gateway answers to `GET /v1/tasks/{task}`, and `data/paper/published_measurements.json` (the models of its GPU server
 * without NasNet Fictional).
 *
 * @param text the file
 * @param options `zoo`: manifests that say the accuracy and size of models for which the file does not
 * @throws {InvalidProfileError} naming the field: for NaN, a negative time, an accuracy outside [0, 1], a name twice
 *
 * @example
 * ```ts
 * import { InvalidProfileError, parseModels } from "@mdinference/simulation";
 *
 * const line = (meanMs: string) => `{"models": [{"name": "nano", "accuracy": 0.7, "meanMs": ${meanMs}, "stdMs": 0.1}]}`;
 * if (parseModels(line("2.5"))[0]?.meanMs !== 2.5) throw new Error("as it stands there");
 * try {
 * 	parseModels(line("NaN"));
 * 	throw new Error("NaN is no time");
 * } catch (error) {
 * 	if (!(error instanceof InvalidProfileError) || error.field !== "models[0].meanMs") throw error;
 * }
 * ```
 */
export function parseModels(
	text: string,
	{ zoo = [] }: { zoo?: readonly ZooModel[] } = {},
): SimulatedModel[] {
	const json = parseProfileJson(text);
	if (has(json, "p2.xlarge")) {
		return publishedModels(checkProfile(PublishedMeasurements, json)["p2.xlarge"]).filter(
			(model) => model.name !== fictionalModel,
		);
	}
	const models = isOfGateway(json) ? ofGateway(json) : ofProfile(json, zoo);
	const names = new Set<string>();
	for (const [index, { name }] of models.entries()) {
		if (names.has(name))
			throw new InvalidProfileError(`models[${index}].name`, `stands there twice: ${name}`);
		names.add(name);
	}
	return models;
}

function ofProfile(json: unknown, zoo: readonly ZooModel[]): SimulatedModel[] {
	return checkProfile(ownFormat, json).models.map(({ accuracy, ...model }, index) => {
		const manifest = zoo.find(({ name }) => name === model.name);
		const known = accuracy ?? manifest?.accuracy;
		if (known === undefined) {
			throw new InvalidProfileError(`models[${index}].accuracy`, "is missing, and no manifest says it");
		}
		return { bytes: manifest?.bytes, ...model, accuracy: known };
	});
}

function ofGateway(json: unknown): SimulatedModel[] {
	return checkProfile(gatewayFormat, json).models.map(({ manifest, profile }) => ({
		name: manifest.name,
		bytes: manifest.bytes,
		accuracy: profile.accuracy,
		meanMs: profile.service.meanMs,
		stdMs: profile.service.stdMs,
	}));
}

function isOfGateway(json: unknown): boolean {
	return has(json, "models") && Array.isArray(json.models) && has(json.models[0], "manifest");
}

function has<K extends string>(json: unknown, key: K): json is Record<K, unknown> {
	return typeof json === "object" && json !== null && key in json;
}
