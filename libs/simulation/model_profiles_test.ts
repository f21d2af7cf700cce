import { describe, expect, test } from "vitest";
import { parseModels, parseZooModel, zooModels } from "./model_profiles.ts";
import { InvalidProfileError } from "./profile_json.ts";

const good = { name: "nano", accuracy: 0.7, meanMs: 2.5, stdMs: 0.1 };
const fileOf = (...models: object[]) => JSON.stringify({ models });
const refusedField = (text: string) => {
	try {
		parseModels(text);
	} catch (error) {
		if (error instanceof InvalidProfileError) return error.field;
		throw error;
	}
	throw new Error("it was taken");
};

describe("parseModels()", () => {
	test("reads its own format, with the size where there is one", () => {
		expect(parseModels(fileOf(good, { ...good, name: "micro", bytes: 9000 }))).toEqual([
			good,
			{ ...good, name: "micro", bytes: 9000 },
		]);
	});

	test("takes accuracy and size from the zoo's manifests where the file has only times", () => {
		const manifest = JSON.stringify({
			name: "nano",
			bytes: 11_000,
			accuracy: { top1: 0.698 },
			task: "characters",
		});
		const zoo = [parseZooModel(manifest)];
		const [model] = parseModels(fileOf({ name: "nano", meanMs: 1, stdMs: 0 }), { zoo });
		expect(model).toEqual({ name: "nano", accuracy: 0.698, bytes: 11_000, meanMs: 1, stdMs: 0 });
	});

	test("takes everything from manifests that hold measured times, and names one that does not", () => {
		const tiny = {
			name: "tiny",
			bytes: 26_000,
			accuracy: { top1: 0.82 },
			serviceTime: { meanMs: 1.3, sdMs: 0.1 },
		};
		expect(zooModels([parseZooModel(JSON.stringify(tiny))])).toEqual([
			{ name: "tiny", bytes: 26_000, accuracy: 0.82, meanMs: 1.3, stdMs: 0.1 },
		]);
		const { serviceTime: _, ...unmeasured } = tiny;
		expect(() => zooModels([parseZooModel(JSON.stringify(unmeasured))])).toThrow("serviceTime of tiny");
		expect(() => zooModels([])).toThrow(InvalidProfileError);
	});

	test("reads what a gateway answers for a task", () => {
		const service = { samples: 300, meanMs: 1.3, stdMs: 0.1, p50Ms: 1.3, p90Ms: 1.4, p99Ms: 1.6 };
		const view = {
			name: "characters",
			models: [
				{
					manifest: { name: "tiny", bytes: 26_000, task: "characters" },
					profile: { accuracy: 0.82, service },
				},
			],
		};
		expect(parseModels(JSON.stringify(view))).toEqual([
			{ name: "tiny", bytes: 26_000, accuracy: 0.82, meanMs: 1.3, stdMs: 0.1 },
		]);
	});

	test("names the model that a gateway has not measured yet", () => {
		const models = [{ manifest: { name: "tiny", bytes: 1 }, profile: { accuracy: 0.8, service: null } }];
		expect(refusedField(JSON.stringify({ models }))).toBe("models[0].profile.service");
	});

	test.each([
		["models[1].meanMs", fileOf(good, { ...good, name: "b", meanMs: -1 })],
		["models[0].stdMs", fileOf({ ...good, stdMs: "fast" })],
		["models[0].accuracy", fileOf({ ...good, accuracy: 41.4 })],
		["models[0].accuracy", fileOf({ ...good, accuracy: undefined })],
		["models[0].name", fileOf({ ...good, name: "" })],
		["models[1].name", fileOf(good, good)],
		["models[0].meanMs", fileOf(good).replace("2.5", "NaN")],
		["models[0].meanMs", fileOf(good).replace("2.5", "-Infinity")],
		["models[0].meanMs", fileOf({ ...good, meanMs: Number.NaN })],
		["models", fileOf()],
		["", "[1, 2"],
		["p2.xlarge", JSON.stringify({ source: "nobody", "p2.xlarge": [] })],
	])("names the field %s", (field, text) => {
		expect(refusedField(text)).toBe(field);
	});

	test("leaves NaN alone where it is part of a name", () => {
		expect(parseModels(fileOf({ ...good, name: 'NaN "net"' }))[0]!.name).toBe('NaN "net"');
	});
});
