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
				expect(window.within(threshold, 0)).toBe(filled(kept.toReversed()).within(threshold, 0));
				const sorted = kept.toSorted((a, b) => a - b);
				const median = sorted[Math.floor(sorted.length / 2)]!;
				const deviation = kept.reduce((sum, value) => sum + Math.abs(value - median), 0);
				expect(window.totalDeviation()).toBeCloseTo(deviation, 9);
			}),
			{ seed: 1 },
		);
	});

	test("gives k of n samples a probability of k/(n + 1), and what lies between two a part of the way", () => {
		const window = filled([30, 10, 20]);
		expect([9, 10, 15, 20, 30].map((ms) => window.within(ms, 0))).toEqual([0, 0.25, 0.375, 0.5, 0.75]);
		expect(window.within(45, 30)).toBeCloseTo(0.375, 12);
	});

	test("leaves 1/(n + 1) beyond the largest, which halves where the time doubles", () => {
		expect(filled([10, 20, 30]).within(60, 0)).toBeCloseTo(1 - 0.25 / 2, 12);
	});

	test("never falls as the time grows, and stays in [0, 1]", () => {
		const ms = fc.double({ min: -100, max: 500, noNaN: true });
		fc.assert(
			fc.property(amounts, ms, ms, fc.integer({ min: -20, max: 200 }), (values, a, b, shift) => {
				const window = filled(values);
				const low = window.within(Math.min(a, b), shift);
				const high = window.within(Math.max(a, b), shift);
				expect(low).toBeGreaterThanOrEqual(0);
				expect(high).toBeLessThanOrEqual(1);
				expect(high).toBeGreaterThanOrEqual(low - 1e-12);
			}),
			{ seed: 2, numRuns: 1000 },
		);
	});

	test("knows nothing without samples", () => {
		expect(new SortedWindow().within(100, 0)).toBe(0);
		expect(new SortedWindow().totalDeviation()).toBe(0);
	});
});
