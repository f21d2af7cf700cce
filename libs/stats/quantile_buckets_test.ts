import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { InvalidForgettingError, NotFiniteError } from "./forgetting.ts";
import { QuantileBuckets } from "./quantile_buckets.ts";

describe("QuantileBuckets", () => {
	test("is within 1 % of the exact quantile of samples taken at one moment", () => {
		const values = fc.array(fc.double({ min: 0.001, max: 1e6, noNaN: true }), {
			minLength: 1,
			maxLength: 300,
		});
		fc.assert(
			fc.property(values, fc.constantFrom(0, 0.01, 0.5, 0.9, 0.99, 1), (samples, q) => {
				const buckets = new QuantileBuckets();
				for (const sample of samples) buckets.update(sample, 0);
				const sorted = samples.toSorted((a, b) => a - b);
				const exact = sorted[Math.max(0, Math.ceil(q * sorted.length - 1e-9) - 1)]!;
				expect(Math.abs(buckets.quantile(q) - exact)).toBeLessThanOrEqual(exact * 0.0100001);
			}),
			{ seed: 1 },
		);
	});

	test("forgets: a level that ended ten half-lives ago is in no quantile up to 99 %", () => {
		const buckets = new QuantileBuckets();
		for (let atMs = 0; atMs < 60_000; atMs += 10) buckets.update(100, atMs);
		for (let atMs = 60_000; atMs < 360_000; atMs += 10) buckets.update(10, atMs);
		expect(buckets.quantile(0.99)).toBeLessThan(10.2);
		expect(buckets.quantile(1)).toBeGreaterThan(98);
	});

	test("runs for a year without overflow", () => {
		const buckets = new QuantileBuckets({ halfLifeMs: 1000, keep: 0 });
		for (let second = 0; second < 31_536_000; second += 600) buckets.update(7, second * 1000);
		expect(buckets.quantile(0.5)).toBeCloseTo(7, 1);
	});

	test("is 0 before the first sample, and clamps what lies outside its buckets", () => {
		const buckets = new QuantileBuckets();
		expect(buckets.quantile(0.5)).toBe(0);
		buckets.update(0, 0);
		expect(buckets.quantile(0.5)).toBeCloseTo(0.001, 4);
		buckets.update(1e300, 0);
		expect(buckets.quantile(1)).toBeGreaterThan(9.8e6);
	});

	test("refuses NaN, and a half-life of 0", () => {
		expect(() => new QuantileBuckets().update(Number.NaN, 0)).toThrow(NotFiniteError);
		expect(() => new QuantileBuckets({ halfLifeMs: 0 })).toThrow(InvalidForgettingError);
	});
});

test("QuantileBuckets goes on from a snapshot that went through JSON, bit for bit", () => {
	const original = new QuantileBuckets();
	const copy = new QuantileBuckets();
	copy.restore(JSON.parse(JSON.stringify(original.snapshot())));
	for (let i = 0; i < 200; i++) original.update(3 + Math.sin(i), i * 700);
	copy.restore(JSON.parse(JSON.stringify(original.snapshot())));
	for (let i = 200; i < 300; i++) {
		original.update(3 + Math.sin(i), i * 700);
		copy.update(3 + Math.sin(i), i * 700);
	}
	expect(copy.snapshot()).toEqual(original.snapshot());
});
