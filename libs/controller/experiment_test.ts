import { describe, expect, test } from "vitest";
import { armOf, checkExperiment, type Experiment, InvalidExperimentError } from "./experiment.ts";

const experiment: Experiment = {
	name: "value-1",
	arms: [
		{ policy: "mdinference", share: 0.7 },
		{ policy: "value", share: 0.3 },
	],
};
const units = Array.from({ length: 20_000 }, (_, i) => `client-${i}`);

describe("armOf()", () => {
	test("deals by share: 20,000 clients, 30 % within 1.5 points (fails by chance below 1e-5)", () => {
		const share = units.filter((unit) => armOf(experiment, unit) === "value").length / units.length;
		expect(Math.abs(share - 0.3)).toBeLessThan(0.015);
	});

	test("another experiment deals anew: who was together is not", () => {
		const other = { ...experiment, name: "value-2" };
		const together = units.filter((unit) => armOf(experiment, unit) === "value");
		const again = together.filter((unit) => armOf(other, unit) === "value").length / together.length;
		expect(Math.abs(again - 0.3)).toBeLessThan(0.03);
	});
});

describe("checkExperiment()", () => {
	test.each([
		["shares that do not sum to 1", [{ policy: "value", share: 0.5 }]],
		[
			"a share of 0",
			[
				{ policy: "value", share: 1 },
				{ policy: "mdinference", share: 0 },
			],
		],
		["a policy that is none", [{ policy: "best", share: 1 }]],
		["no arms", []],
	])("refuses %s", (_, arms) => {
		expect(() => checkExperiment({ name: "x", arms } as Experiment)).toThrow(InvalidExperimentError);
	});

	test("gives a sound one back", () => {
		expect(checkExperiment(experiment)).toBe(experiment);
	});
});
