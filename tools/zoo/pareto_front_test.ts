import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { paretoFront } from "./pareto_front.ts";

describe("paretoFront()", () => {
	test("leaves out a model that is slower and worse than another", () => {
		const models = [
			{ name: "slow", meanMs: 9, top1: 0.7 },
			{ name: "good", meanMs: 5, top1: 0.9 },
			{ name: "fast", meanMs: 1, top1: 0.5 },
		];
		expect(paretoFront(models).map(({ name }) => name)).toEqual(["fast", "good"]);
	});

	test("holds, for every model, one that is at least as fast and as accurate", () => {
		const model = fc.record({ meanMs: fc.integer({ min: 1, max: 9 }), top1: fc.integer({ min: 0, max: 9 }) });
		fc.assert(
			fc.property(fc.array(model, { minLength: 1, maxLength: 12 }), (models) => {
				const front = paretoFront(models);
				return models.every((m) => front.some((f) => f.meanMs <= m.meanMs && f.top1 >= m.top1));
			}),
			{ seed: 11 },
		);
	});
});
