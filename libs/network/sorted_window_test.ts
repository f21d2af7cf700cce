import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { SortedWindow } from "./sorted_window.ts";

const filled = (values: readonly number[]): SortedWindow => {
	const window = new SortedWindow();
	for (const value of values) window.insert(value);
	return window;
};

const amounts = fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 1, maxLength: 60 });

describe("SortedWindow", () => {
	test("is after any coming and going what a sorted list of the rest is", () => {
		fc.assert(
			fc.property(amounts, amounts, fc.integer({ min: -120, max: 120 }), (gone, kept, threshold) => {
				const window = filled([...gone, ...kept]);
				for (const value of gone) window.remove(value);
				expect(window.length).toBe(kept.length);
				expect(window.share(threshold)).toBe(filled(kept.toReversed()).share(threshold));
			}),
			{ seed: 1 },
		);
	});

	test("counts k of n at the k-th, and between two a part of the way", () => {
		const window = filled([30, 10, 20]);
		const shares = [9, 10, 15, 20, 30, 31].map((value) => 3 * window.share(value));
		for (const [i, share] of [0, 1, 1.5, 2, 3, 3].entries()) expect(shares[i]).toBeCloseTo(share, 12);
		expect(window.largest).toBe(30);
	});

	test("never falls as the value grows, and stays in [0, 1]", () => {
		const value = fc.double({ min: -100, max: 100, noNaN: true });
		fc.assert(
			fc.property(amounts, value, value, (values, a, b) => {
				const low = filled(values).share(Math.min(a, b));
				const high = filled(values).share(Math.max(a, b));
				expect(low).toBeGreaterThanOrEqual(0);
				expect(high).toBeLessThanOrEqual(1);
				expect(high).toBeGreaterThanOrEqual(low - 1e-12);
			}),
			{ seed: 2, numRuns: 1000 },
		);
	});

	test("knows nothing without samples", () => {
		expect(new SortedWindow().share(100)).toBe(0);
		expect(new SortedWindow().largest).toBeUndefined();
	});
});
