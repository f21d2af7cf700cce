import { seededRandom } from "@mdinference/stats";
import { describe, expect, test } from "vitest";
import { drawNormal } from "./draw_normal.ts";
import { designEffect, meanInterval, quantileInterval, shareInterval } from "./interval.ts";

/** How many of 1,000 experiments give an interval that holds the truth. */
function covered(truth: number, experiment: (seed: number) => { low: number; high: number }): number {
	let held = 0;
	for (let seed = 1; seed <= 1000; seed++) {
		const { low, high } = experiment(seed);
		if (low <= truth && truth <= high) held++;
	}
	return held;
}
/** 950 expected of 1,000; 5 standard errors of 6.9: fails by chance below 1e-6. */
const nominal = { least: 915, most: 985 };

describe("intervals hold the truth in 95 % of experiments", () => {
	test("Wilson's, of a rare share", () => {
		const held = covered(0.02, (seed) => {
			const random = seededRandom(seed);
			let successes = 0;
			for (let i = 0; i < 500; i++) if (random() < 0.02) successes++;
			return shareInterval(successes, 500);
		});
		expect(held).toBeGreaterThan(nominal.least);
		expect(held).toBeLessThan(nominal.most);
	});

	test("of a mean, and of a median, of a lognormal", () => {
		const sample = (seed: number) =>
			drawNormal(new Float64Array(400), seededRandom(seed)).map((z) => Math.exp(0.5 * z));
		const mean = covered(Math.exp(0.125), (seed) => meanInterval(sample(seed)));
		const median = covered(1, (seed) => quantileInterval(sample(seed).sort(), 0.5));
		for (const held of [mean, median]) {
			expect(held).toBeGreaterThan(nominal.least);
			expect(held).toBeLessThan(nominal.most);
		}
	});

	test("of a mean of values that depend on each other, by batch means; without them it is far too narrow", () => {
		const autoregressive = (seed: number) => {
			const values = drawNormal(new Float64Array(3000), seededRandom(seed));
			for (let i = 1; i < values.length; i++) values[i] = 0.8 * values[i - 1]! + values[i]!;
			return values;
		};
		const held = covered(0, (seed) => {
			const values = autoregressive(seed);
			return meanInterval(values, { designEffect: designEffect(values) });
		});
		expect(held).toBeGreaterThan(nominal.least);
		expect(held).toBeLessThan(nominal.most);
		expect(covered(0, (seed) => meanInterval(autoregressive(seed)))).toBeLessThan(700);
	});
});

describe("the ends of what can be known", () => {
	test("a share of none or all keeps an interval that is not empty", () => {
		expect(shareInterval(0, 1000)).toMatchObject({ value: 0, low: 0, high: expect.closeTo(0.0038, 4) });
		expect(shareInterval(1000, 1000)).toMatchObject({ value: 1, low: expect.closeTo(0.9962, 4), high: 1 });
	});

	test("values that never change have no spread, few values no design effect", () => {
		expect(meanInterval([5, 5, 5])).toEqual({ value: 5, low: 5, high: 5 });
		expect(designEffect(new Float64Array(600).fill(5))).toBe(1);
		expect(designEffect([1, 2, 3])).toBe(1);
	});
});
