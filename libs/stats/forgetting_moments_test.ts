import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { forgettingFactor, InvalidForgettingError, NotFiniteError } from "./forgetting.ts";
import { ForgettingMoments } from "./forgetting_moments.ts";
import { seededRandom } from "./random.ts";

interface Sample {
	value: number;
	atMs: number;
}

/** Two passes over all samples with their weights written out. */
function twoPasses(samples: Sample[]) {
	let weights: number[] = [];
	let lastMs = samples[0]?.atMs ?? 0;
	for (const { atMs } of samples) {
		const total = weights.reduce((sum, weight) => sum + weight, 0);
		const factor = forgettingFactor(atMs - lastMs, total);
		weights = [...weights.map((weight) => weight * factor), 1];
		lastMs = Math.max(lastMs, atMs);
	}
	const total = weights.reduce((sum, weight) => sum + weight, 0);
	const squared = weights.reduce((sum, weight) => sum + weight * weight, 0);
	const mean = samples.reduce((sum, { value }, i) => sum + weights[i]! * (value / total), 0);
	const squares = samples.reduce((sum, { value }, i) => sum + weights[i]! * (value - mean) ** 2, 0);
	return {
		mean,
		standardDeviation: samples.length < 2 ? 0 : Math.sqrt(squares / (total - squared / total)),
		effectiveSamples: (total * total) / squared,
		newestShare: 1 / total,
	};
}

function feed(samples: Sample[]): ForgettingMoments {
	const moments = new ForgettingMoments();
	for (const { value, atMs } of samples) moments.update(value, atMs);
	return moments;
}

describe("ForgettingMoments", () => {
	test("agrees with a two-pass weighted computation, for any times and any offset", () => {
		const streams = fc.record({
			offset: fc.constantFrom(0, 5, 1e6, 1e9),
			steps: fc.array(
				fc.record({
					noise: fc.double({ min: 0, max: 100, noNaN: true }),
					gapMs: fc.integer({ min: 0, max: 120_000 }),
				}),
				{ minLength: 1, maxLength: 120 },
			),
		});
		fc.assert(
			fc.property(streams, ({ offset, steps }) => {
				let atMs = 0;
				const samples = steps.map(({ noise, gapMs }) => {
					atMs += gapMs;
					return { value: offset + noise, atMs };
				});
				const exact = twoPasses(samples);
				const moments = feed(samples);
				expect(Math.abs(moments.mean - exact.mean)).toBeLessThan(1e-9 * Math.max(1, offset));
				expect(Math.abs(moments.standardDeviation - exact.standardDeviation)).toBeLessThan(2e-5);
				expect(moments.effectiveSamples).toBeCloseTo(exact.effectiveSamples, 6);
			}),
			{ seed: 1 },
		);
	});

	test("keeps a deviation of 1 around a mean of 1e9", () => {
		const random = seededRandom(3);
		const samples = Array.from({ length: 5000 }, (_, i) => ({
			value: 1e9 + (random() < 0.5 ? -1 : 1),
			atMs: i,
		}));
		expect(feed(samples).standardDeviation).toBeCloseTo(twoPasses(samples).standardDeviation, 6);
		expect(feed(samples).standardDeviation).toBeGreaterThan(0.99);
	});

	test("lets no new sample weigh more than 1/30 after an hour of silence", () => {
		const samples = Array.from({ length: 200 }, (_, i) => ({ value: 10, atMs: i * 10 }));
		const moments = feed(samples);
		moments.update(40, 3_600_000);
		expect(moments.mean).toBeCloseTo(10 + 30 / 30, 9);
	});

	test("follows a change: after three half-lives of steady traffic the old level counts an eighth", () => {
		const moments = new ForgettingMoments();
		for (let atMs = 0; atMs < 300_000; atMs += 50) moments.update(10, atMs);
		for (let atMs = 300_000; atMs < 390_000; atMs += 50) moments.update(30, atMs);
		expect(moments.mean).toBeCloseTo(30 - 20 / 8, 1);
	});

	test("takes a clock that goes back as one that stands still", () => {
		const moments = feed([
			{ value: 1, atMs: 1000 },
			{ value: 3, atMs: 0 },
		]);
		expect(moments.mean).toBe(2);
		expect(moments.effectiveSamples).toBe(2);
	});

	test("refuses NaN and infinities and is as before", () => {
		const moments = feed([{ value: 5, atMs: 0 }]);
		for (const poison of [Number.NaN, Number.POSITIVE_INFINITY]) {
			expect(() => moments.update(poison, 1)).toThrow(NotFiniteError);
			expect(() => moments.update(1, poison)).toThrow(NotFiniteError);
		}
		expect(moments.mean).toBe(5);
		expect(moments.effectiveSamples).toBe(1);
	});

	test.each([
		["halfLifeMs", 0],
		["halfLifeMs", Number.NaN],
		["keep", -1],
		["keep", Number.NaN],
	])("refuses %s of %d", (field, value) => {
		expect(() => new ForgettingMoments({ [field]: value })).toThrow(InvalidForgettingError);
		expect(() => forgettingFactor(10, 100, { [field]: value })).toThrow(field);
	});

	test("has a mean and a deviation of 0 before the first sample", () => {
		const moments = new ForgettingMoments();
		expect([moments.mean, moments.standardDeviation, moments.effectiveSamples]).toEqual([0, 0, 0]);
	});
});

test("ForgettingMoments goes on from a snapshot that went through JSON, bit for bit", () => {
	const original = new ForgettingMoments();
	const copy = new ForgettingMoments();
	copy.restore(JSON.parse(JSON.stringify(original.snapshot())));
	for (let i = 0; i < 200; i++) original.update(3 + Math.sin(i), i * 700);
	copy.restore(JSON.parse(JSON.stringify(original.snapshot())));
	for (let i = 200; i < 300; i++) {
		original.update(3 + Math.sin(i), i * 700);
		copy.update(3 + Math.sin(i), i * 700);
	}
	expect(copy.snapshot()).toEqual(original.snapshot());
});

test("a clock that is set back an hour does not stop the forgetting", () => {
	const moments = new ForgettingMoments();
	let atMs = 1e12;
	for (let i = 0; i < 3000; i++, atMs += 100) moments.update(10, atMs);
	atMs -= 3_600_000;
	for (let i = 0; i < 1800; i++, atMs += 100) moments.update(30, atMs);
	expect(moments.mean).toBeGreaterThan(29.5);
});
