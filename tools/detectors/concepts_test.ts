import { seededRandom } from "@mdinference/stats";
import { describe, expect, test } from "vitest";
import { learnerErrors, NaiveBayes } from "./naive_bayes.ts";
import { seaExample } from "./sea.ts";
import { staggerExample } from "./stagger.ts";

const draws = 20_000;

/** Share of examples of class 1. Its standard error is at most 0.0036, so 0.02 is passed by chance in 1e-7 of seeds. */
function shareOfOnes(example: typeof seaExample, concept: number): number {
	const random = seededRandom(1);
	let ones = 0;
	for (let draw = 0; draw < draws; draw++) ones += example(random, concept).label;
	return ones / draws;
}

const withNoise = (share: number) => 0.9 * share + 0.1 * (1 - share);

describe("concepts", () => {
	test.each([
		[0, 8],
		[1, 9],
		[2, 7],
		[3, 9.5],
	])("SEA concept %d: below a line that cuts off a triangle of the square", (concept, threshold) => {
		const triangle = threshold ** 2 / 200;
		expect(Math.abs(shareOfOnes(seaExample, concept) - withNoise(triangle))).toBeLessThan(0.02);
	});

	test.each([
		[0, "small and red", 1 / 9],
		[1, "green or circular", 5 / 9],
		[2, "medium or large", 2 / 3],
	])("STAGGER concept %d: %s", (concept, _, share) => {
		expect(Math.abs(shareOfOnes(staggerExample, concept) - withNoise(share))).toBeLessThan(0.02);
	});
});

describe("NaiveBayes", () => {
	test("learns two clouds apart, and predicts by the nearer", () => {
		const random = seededRandom(2);
		const learner = new NaiveBayes(2);
		for (let lesson = 0; lesson < 200; lesson++) {
			learner.learn({ features: [random(), random()], label: 0 });
			learner.learn({ features: [3 + random(), 3 + random()], label: 1 });
		}
		expect([learner.predict([0.5, 0.5]), learner.predict([3.5, 3.2])]).toEqual([0, 1]);
	});

	test("untaught, it says 0", () => {
		expect(new NaiveBayes(3).predict([1, 2, 3])).toBe(0);
	});
});

describe("learnerErrors()", () => {
	test.each([
		["SEA", seaExample, 3],
		["STAGGER", staggerExample, 1],
	] as const)(
		"on %s: near the label noise before the change, and far more right after it",
		(_, example, next) => {
			const errors = learnerErrors(seededRandom(3), 4000, example, (at) => (at < 3000 ? 0 : next));
			const share = (from: number, to: number) =>
				errors.subarray(from, to).reduce((sum, error) => sum + error, 0) / (to - from);
			expect(share(0, 3000)).toBeGreaterThan(0.08);
			expect(share(0, 3000)).toBeLessThan(0.16);
			expect(share(3000, 3200)).toBeGreaterThan(share(0, 3000) + 0.05);
		},
	);
});
