import { describe, expect, test } from "vitest";
import { InvalidArgumentError } from "./argument.ts";
import { InvalidNetworkError } from "./network.ts";
import { parseNetwork } from "./network_spec.ts";
import { drawRequests } from "./requests.ts";
import { parseSlaRange } from "./sla_range.ts";
import { InvalidTraceError } from "./trace.ts";

const files: Record<string, string> = {
	"a.up": "10\n20\n",
	"a.down": "5\n",
	"bad.up": "1\nx\n",
	"rtt.txt": "40\n60.5\n",
};
const readFile = (path: string) => files[path] ?? "";

describe("parseSlaRange()", () => {
	test.each([
		["250", [250]],
		["100, 150,250", [100, 150, 250]],
		["100..400:50", [100, 150, 200, 250, 300, 350, 400]],
		["0.1..0.3:0.1", [0.1, 0.2, 0.30000000000000004]],
		["50..60:100", [50]],
	])("%s", (text, slasMs) => {
		expect(parseSlaRange(text)).toEqual(slasMs);
	});

	test.each([
		"",
		" ",
		"abc",
		"100..50:10",
		"100..200:0",
		"100..200",
		"-5",
		"0",
		"1,,2",
		"1..1e9:1",
		"1..99999:1",
	])("refuses %j and says what would be right", (text) => {
		expect(() => parseSlaRange(text)).toThrow(InvalidArgumentError);
		expect(() => parseSlaRange(text)).toThrow(JSON.stringify(text));
	});
});

describe("parseNetwork()", () => {
	test.each([
		["normal:100,50", "normal 100 ± 50 ms"],
		["lognormal:3.9,0.6", "lognormal mu 3.9, sigma 0.6"],
		["shifted-lognormal:80,3.5,0.6", "lognormal mu 3.5, sigma 0.6, shifted by 80 ms"],
		["samples:rtt.txt", "2 samples"],
		["lte:a.up,a.down", "trace a.up, a.down"],
	])("%s", (spec, name) => {
		const network = parseNetwork(spec, { readFile });
		expect(network.name).toBe(name);
		expect(drawRequests(network, { count: 5, seed: 1 }).upMs.every((ms) => ms > 0)).toBe(true);
	});

	test("ways may be independent, and a trace may have a propagation of its own", () => {
		expect(parseNetwork("normal:100,50", { readFile, independent: true }).name).toContain("independent");
		const near = drawRequests(parseNetwork("lte:a.up,a.down", { readFile, propagationMs: 0 }), {
			count: 9,
			seed: 1,
		});
		const far = drawRequests(parseNetwork("lte:a.up,a.down", { readFile, propagationMs: 7 }), {
			count: 9,
			seed: 1,
		});
		expect(far.upMs[3]! - near.upMs[3]!).toBeCloseTo(7, 9);
	});

	test.each([
		"",
		"wifi",
		"normal:100",
		"normal:100,50,1",
		"normal:,5",
		"lognormal:a,b",
		"lte:one",
		"lte:a,b,c",
	])("refuses %j", (spec) => {
		expect(() => parseNetwork(spec, { readFile })).toThrow(InvalidArgumentError);
	});

	test("passes on what is wrong with the numbers or with the file", () => {
		expect(() => parseNetwork("normal:-1,5", { readFile })).toThrow(InvalidNetworkError);
		expect(() => parseNetwork("lte:bad.up,a.down", { readFile })).toThrow(InvalidTraceError);
		files["bad.txt"] = "40\n\nforty\n";
		expect(() => parseNetwork("samples:bad.txt", { readFile })).toThrow("line 2 of the samples");
		expect(() => parseNetwork("samples:empty.txt", { readFile })).toThrow(InvalidNetworkError);
	});
});
