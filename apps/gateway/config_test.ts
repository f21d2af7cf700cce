import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { ConfigError, configHelp, readConfig } from "./config.ts";

const folder = mkdtempSync(join(tmpdir(), "gateway-config-"));
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;
const file = (content: string): string => {
	const path = join(folder, `${files++}.json`);
	writeFileSync(path, content);
	return path;
};

describe("readConfig()", () => {
	test("has a default for everything", () => {
		expect(readConfig({})).toMatchObject({
			host: "127.0.0.1",
			port: 8787,
			defaultSlaMs: 250,
			queueLimit: 64,
		});
	});

	test("lets the environment win over the file, and the file over the defaults", () => {
		const path = file('{"port": 9000, "workers": 3}');
		expect(readConfig({ MDI_CONFIG: path, PORT: "9001" })).toMatchObject({ port: 9001, workers: 3 });
	});

	test("takes an empty variable as one that is not set", () => {
		expect(readConfig({ PORT: "" }).port).toBe(8787);
	});

	test("another seed every time, unless one is set", () => {
		expect(readConfig({}).seed).not.toBe(readConfig({}).seed);
		expect(readConfig({ MDI_SEED: "7" }).seed).toBe(7);
	});

	test("takes names between commas, or as a list in the file", () => {
		expect(readConfig({}).trustedSources).toEqual([]);
		expect(readConfig({ MDI_TRUSTED_SOURCES: "review, lab" }).trustedSources).toEqual(["review", "lab"]);
		const MDI_CONFIG = file('{"trustedSources": ["review"]}');
		expect(readConfig({ MDI_CONFIG }).trustedSources).toEqual(["review"]);
	});

	test.each([
		["PORT", "eighty"],
		["PORT", "65536"],
		["PORT", "80.5"],
		["PORT", " "],
		["MDI_SLA_MS", "0"],
		["MDI_SLA_MS", "NaN"],
		["MDI_SLA_MS", "31536000000"],
		["MDI_WORKERS", "0"],
		["MDI_QUEUE", "-1"],
		["MDI_MAX_PIXELS", "1e12"],
		["MDI_GATEWAY_NAME", "a/b"],
		["MDI_GATEWAY_NAME", "x".repeat(65)],
		["MDI_TRUSTED_SOURCES", "Review"],
		["MDI_TRUSTED_SOURCES", "review,"],
		["MDI_OPERATOR_TOKEN", "sixteen letters, and spaces"],
		["MDI_OPERATOR_TOKEN", "schlüssel-des-betreibers"],
	])("refuses %s=%s with a sentence that names it", (name, value) => {
		expect(() => readConfig({ [name]: value })).toThrow(ConfigError);
		expect(() => readConfig({ [name]: value })).toThrow(`${name} is wrong: `);
	});

	test("names every wrong setting at once", () => {
		const attempt = () => readConfig({ PORT: "x", MDI_QUEUE: "y" });
		expect(attempt).toThrow("PORT is wrong");
		expect(attempt).toThrow("MDI_QUEUE is wrong");
	});

	test("refuses a variable or key that is no setting, so that a slip of the pen is seen", () => {
		expect(() => readConfig({ MDI_WORKER: "2" })).toThrow("MDI_WORKER is no setting; there are: ");
		expect(() => readConfig({ MDI_CONFIG: file('{"prot": 1}') })).toThrow('sets "prot", which is no setting');
	});

	test("refuses a file that is missing, broken, or no object, and says which file", () => {
		expect(() => readConfig({ MDI_CONFIG: join(folder, "none.json") })).toThrow("none.json cannot be read");
		expect(() => readConfig({ MDI_CONFIG: file("{") })).toThrow("cannot be read");
		expect(() => readConfig({ MDI_CONFIG: file("[1]") })).toThrow("must hold one JSON object");
	});
});

describe("configHelp()", () => {
	test("names every variable with its default", () => {
		const help = configHelp();
		for (const name of [
			"PORT",
			"HOST",
			"MDI_ZOO",
			"MDI_DB",
			"MDI_SLA_MS",
			"MDI_WORKERS",
			"MDI_QUEUE",
			"MDI_CONFIG",
		]) {
			expect(help).toContain(name);
		}
		expect(help).toContain('default: 250; in the file: "defaultSlaMs"');
		expect(help).toContain('default: {}; in the file: "labelWeights"');
		expect(help).toContain('default: none; in the file: "maxLogBytes"');
		expect(help).toContain('default: 0.02, or 0 with MDI_FROZEN; in the file: "explorationRate"');
		expect(help).toContain('default: another one every start; in the file: "seed"');
	});
});
