import { seededRandom } from "@mdinference/stats";
import { describe, expect, test } from "vitest";
import { expectedBeyond } from "./expected_beyond.ts";

describe("expectedBeyond()", () => {
	test.each([10, 35, 40, 50, 70])(
		"is the mean of the simulated times beyond %d ms, within 1 %%",
		(atLeastMs) => {
			const [meanMs, stdMs] = [40, 12];
			const logVariance = Math.log1p((stdMs / meanMs) ** 2);
			const random = seededRandom(atLeastMs);
			let sum = 0;
			let count = 0;
			for (let i = 0; i < 2_000_000; i++) {
				const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
				const tookMs = Math.exp(Math.log(meanMs) - logVariance / 2 + Math.sqrt(logVariance) * normal);
				if (tookMs <= atLeastMs) continue;
				sum += tookMs;
				count += 1;
			}
			expect(expectedBeyond(atLeastMs, { meanMs, stdMs }) / (sum / count)).toBeCloseTo(1, 2);
		},
	);

	test("is never below what it has taken, and that itself where nothing is known or far beyond", () => {
		for (let atLeastMs = 1; atLeastMs < 400; atLeastMs++) {
			expect(expectedBeyond(atLeastMs, { meanMs: 40, stdMs: 4 })).toBeGreaterThanOrEqual(atLeastMs);
		}
		expect(expectedBeyond(400, { meanMs: 40, stdMs: 4 })).toBe(400);
		expect(expectedBeyond(50, { meanMs: 0, stdMs: 0 })).toBe(50);
		expect(expectedBeyond(50, { meanMs: 40, stdMs: 0 })).toBe(50);
	});
});
