import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ksDistance, ksProbability } from "./kolmogorov_smirnov.ts";

/** All orders of n and n samples as paths through a grid, in whole numbers: the share that strays `steps` or more. */
function byCounting(n: number, steps: number): number {
	const paths = (band: number) => {
		let row: bigint[] = Array.from({ length: n + 1 }, (_, j) => (j < band ? 1n : 0n));
		for (let i = 1; i <= n; i++) {
			const next: bigint[] = [];
			for (let j = 0; j <= n; j++) {
				next.push(Math.abs(i - j) < band ? row[j]! + (next[j - 1] ?? 0n) : 0n);
			}
			row = next;
		}
		return row[n]!;
	};
	const all = paths(n + 1);
	return Number(((all - paths(steps)) * 10n ** 18n) / all) / 1e18;
}

describe("ksProbability()", () => {
	test.each([1, 2, 7, 30, 100])("is the share of orders that are that far apart, for %d and as many", (n) => {
		for (let steps = 1; steps <= n; steps++) {
			expect(Math.abs(ksProbability(n, steps) - byCounting(n, steps))).toBeLessThan(1e-12);
		}
	});

	test("tends to Kolmogorov's law: within 0.01 of it for samples of 1000", () => {
		for (const steps of [20, 40, 60]) {
			const lambda = (steps / 1000) * Math.sqrt(500);
			let law = 0;
			for (let k = 1; k < 20; k++) law += 2 * (-1) ** (k - 1) * Math.exp(-2 * k * k * lambda * lambda);
			expect(Math.abs(ksProbability(1000, steps) - law)).toBeLessThan(0.01);
		}
	});

	test("no distance is certain", () => {
		expect(ksProbability(30, 0)).toBe(1);
	});
});

describe("ksDistance()", () => {
	test("is the largest difference of the two distribution functions over all values, ties included", () => {
		const sample = fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 8, maxLength: 8 });
		fc.assert(
			fc.property(sample, sample, (first, second) => {
				const gaps = [...first, ...second].map(
					(value) => first.filter((x) => x <= value).length - second.filter((x) => x <= value).length,
				);
				const { steps, higher } = ksDistance(
					Float64Array.from(first).sort(),
					Float64Array.from(second).sort(),
				);
				expect(steps).toBe(Math.max(...gaps.map(Math.abs)));
				expect(gaps.some((gap) => gap === (higher ? steps : -steps))).toBe(true);
			}),
			{ seed: 1, numRuns: 500 },
		);
	});
});
