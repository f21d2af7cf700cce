import { describe, expect, test } from "vitest";
import { seededRandom } from "./random.ts";

describe("seededRandom()", () => {
	test("gives the same sequence for the same seed, and another one for another", () => {
		const take = (seed: number) => Array.from({ length: 50 }, seededRandom(seed));
		expect(take(7)).toEqual(take(7));
		expect(take(7)).not.toEqual(take(8));
	});

	test("is uniform: chi-squared over 100 cells (fails for a true generator with probability 1e-6)", () => {
		const random = seededRandom(20260101);
		const cells = new Array<number>(100).fill(0);
		for (let draw = 0; draw < 100_000; draw++) cells[Math.floor(random() * 100)]! += 1;
		const chiSquared = cells.reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0);
		expect(chiSquared).toBeLessThan(176);
	});
});
