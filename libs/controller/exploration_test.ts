import { seededRandom } from "@mdinference/stats";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { drawExplored } from "./exploration.ts";

/** Draws by probabilities, in the order of the indices. */
const drawBy = (probabilities: readonly number[]) => (uniform: number) => {
	let left = uniform;
	const index = probabilities.findIndex((probability) => {
		left -= probability;
		return left < 0;
	});
	return index < 0 ? probabilities.length - 1 : index;
};

describe("drawExplored()", () => {
	test("what it says it draws by is what it draws by: 200,000 draws, each share within 0.5 points (fails by chance below 1e-5)", () => {
		const policy = [0.6, 0.4, 0, 0];
		const stale = [false, true, false, true];
		const random = seededRandom(17);
		const counts = new Float64Array(4);
		const probabilities = new Float64Array(4);
		for (let draw = 0; draw < 200_000; draw++) {
			probabilities.set(policy);
			const { index } = drawExplored(probabilities, stale, 0.05, random(), drawBy(policy));
			counts[index]! += 1;
		}
		for (const [index, count] of counts.entries()) {
			expect(Math.abs(count / 200_000 - probabilities[index]!)).toBeLessThan(0.005);
		}
		expect([...probabilities]).toEqual([0.57, 0.405, 0, 0.025].map((p) => expect.closeTo(p, 12)));
	});

	test("explores nothing where nothing is stale, or nobody may", () => {
		const probabilities = new Float64Array([1, 0]);
		const policy = drawBy([1, 0]);
		expect(drawExplored(probabilities, [false, false], 0.5, 0.1, policy)).toEqual({
			index: 0,
			explored: false,
		});
		expect(drawExplored(probabilities, [true, true], 0, 0.1, policy)).toEqual({ index: 0, explored: false });
		expect([...probabilities]).toEqual([1, 0]);
	});

	test("sums to 1 and draws only what has a probability, whatever is stale", () => {
		const share = fc.double({ min: 0, max: 1, noNaN: true });
		const uniform = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
		fc.assert(
			fc.property(
				fc.array(fc.boolean(), { minLength: 1, maxLength: 8 }),
				share,
				uniform,
				(stale, rate, u) => {
					const probabilities = new Float64Array(stale.length);
					probabilities[0] = 1;
					const { index } = drawExplored(probabilities, stale, rate, u, () => 0);
					expect(probabilities.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 9);
					expect(probabilities[index]).toBeGreaterThan(0);
				},
			),
			{ seed: 23, numRuns: 1000 },
		);
	});
});
