import fc from "fast-check";
import { expect, test } from "vitest";
import { combine } from "./combine.ts";

const answer = (...probabilities: [string, number][]) =>
	probabilities.map(([label, probability]) => ({ label, probability }));

test("two answers that agree say the same, and as surely", () => {
	const both = answer(["7", 0.9], ["1", 0.1]);
	const combined = combine(both, both);
	expect(combined.map(({ label }) => label)).toEqual(["7", "1"]);
	expect(combined[0]?.probability).toBeCloseTo(0.9, 12);
});

test("the surer answer weighs more", () => {
	const sure = answer(["7", 0.9], ["1", 0.1]);
	const unsure = answer(["1", 0.6], ["7", 0.4]);
	const [best] = combine(unsure, sure);
	expect(best?.label).toBe("7");
	expect(best?.probability).toBeCloseTo((0.9 * 0.9 + 0.6 * 0.4) / 1.5, 12);
});

test("a label that only one answer lists keeps a share of what the other left over, at most its least", () => {
	const cloud = answer(["7", 0.6], ["1", 0.3]);
	const device = answer(["9", 0.5], ["4", 0.2]);
	const probability = new Map(combine(cloud, device).map((entry) => [entry.label, entry.probability]));
	expect(probability.get("7")).toBeCloseTo((0.6 * 0.6 + 0.5 * 0.15) / 1.1, 12);
	expect(probability.get("9")).toBeCloseTo((0.5 * 0.5 + 0.6 * 0.05) / 1.1, 12);
});

const distribution = fc
	.uniqueArray(fc.constantFrom(..."ABCDEFGH"), { minLength: 1, maxLength: 5 })
	.chain((labels) =>
		fc.array(fc.double({ min: 0.01, max: 1, noNaN: true }), { minLength: 8, maxLength: 8 }).map((weights) => {
			const total = weights.reduce((sum, weight) => sum + weight, 0);
			return labels
				.map((label, i) => ({ label, probability: weights[i]! / total }))
				.sort((a, b) => b.probability - a.probability);
		}),
	);

test("whatever is combined: probabilities that sum to 1 at most, best first, whichever order they came in", () => {
	fc.assert(
		fc.property(distribution, distribution, (cloud, device) => {
			const combined = combine(cloud, device);
			const sum = combined.reduce((total, { probability }) => total + probability, 0);
			expect(sum).toBeLessThanOrEqual(1 + 1e-9);
			expect(combined.length).toBe(Math.max(cloud.length, device.length));
			for (let i = 1; i < combined.length; i++) {
				expect(combined[i]!.probability).toBeLessThanOrEqual(combined[i - 1]!.probability);
			}
			const other = combine(device, cloud);
			expect(other[0]?.probability).toBeCloseTo(combined[0]!.probability, 12);
		}),
		{ seed: 6, numRuns: 500 },
	);
});

test("an answer with nothing in it changes nothing", () => {
	expect(combine(answer(["7", 1]), [])).toEqual(answer(["7", 1]));
	expect(combine([], [])).toEqual([]);
});
