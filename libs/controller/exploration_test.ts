import { prepareCandidates } from "@mdinference/selection";
import { seededRandom } from "@mdinference/stats";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { drawExplored } from "./exploration.ts";

const modelsOf = (count: number) =>
	prepareCandidates(
		Array.from({ length: count }, (_, i) => ({
			name: `m${i}`,
			accuracy: 0.5,
			meanMs: 1,
			stdMs: 0,
			samples: 100,
		})),
	);

describe("drawExplored()", () => {
	test("what it says it draws by is what it draws by: 200,000 draws, each share within 0.5 points (fails by chance below 1e-5)", () => {
		const policy = [0.6, 0.4, 0, 0];
		const stale = new Uint8Array([0, 1, 0, 1]);
		const models = modelsOf(4);
		const random = seededRandom(17);
		const counts = new Float64Array(4);
		const probabilities = new Float64Array(4);
		for (let draw = 0; draw < 200_000; draw++) {
			probabilities.set(policy);
			const { index } = drawExplored(models, probabilities, stale, 0.05, random());
			counts[index]! += 1;
		}
		for (const [index, count] of counts.entries()) {
			expect(Math.abs(count / 200_000 - probabilities[index]!)).toBeLessThan(0.005);
		}
		expect([...probabilities]).toEqual([0.57, 0.405, 0, 0.025].map((p) => expect.closeTo(p, 12)));
	});

	test("explores nothing where nothing is stale, or nobody may", () => {
		const probabilities = new Float64Array([1, 0]);
		const draw = (stale: number[], rate: number) =>
			drawExplored(modelsOf(2), probabilities, new Uint8Array(stale), rate, 0.1);
		expect(draw([0, 0], 0.5)).toEqual({ index: 0, explored: false });
		expect(draw([1, 1], 0)).toEqual({ index: 0, explored: false });
		expect([...probabilities]).toEqual([1, 0]);
	});

	test("sums to 1 and draws only what has a probability, whatever is stale", () => {
		const share = fc.double({ min: 0, max: 1, noNaN: true });
		const uniform = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
		fc.assert(
			fc.property(
				fc.array(fc.integer({ min: 0, max: 1 }), { minLength: 1, maxLength: 8 }),
				share,
				uniform,
				(stale, rate, u) => {
					const probabilities = new Float64Array(stale.length);
					probabilities[0] = 1;
					const { index } = drawExplored(
						modelsOf(stale.length),
						probabilities,
						new Uint8Array(stale),
						rate,
						u,
					);
					expect(probabilities.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 9);
					expect(probabilities[index]).toBeGreaterThan(0);
				},
			),
			{ seed: 23, numRuns: 1000 },
		);
	});
});
