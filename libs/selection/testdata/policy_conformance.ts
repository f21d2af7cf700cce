import { seededRandom } from "@mdinference/stats";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { InvalidTimeError } from "../budget.ts";
import { type Candidate, minSamples } from "../candidate.ts";
import { choose, type Decision, InvalidShareError, makeDecision } from "../decision.ts";
import type { Policy, PolicyRequest } from "../policy.ts";
import { prepareCandidates } from "../prepared_candidates.ts";
import { tableIII } from "./table_iii.ts";

const time = fc.oneof(fc.constantFrom(0, 10, 50), fc.double({ min: 0, max: 200, noNaN: true }));

/** Any models, ties and unmeasured ones among them. */
export const anyCandidates: fc.Arbitrary<Candidate[]> = fc.uniqueArray(
	fc.record({
		name: fc.string({ minLength: 1, maxLength: 3 }),
		accuracy: fc.oneof(fc.constantFrom(0, 0.5, 1), fc.double({ min: 0, max: 1, noNaN: true })),
		meanMs: time,
		stdMs: fc.oneof(fc.constantFrom(0, 1, 40), fc.double({ min: 0, max: 60, noNaN: true })),
		samples: fc.constantFrom(0, 9, 10, 1000),
	}),
	{ selector: ({ name }) => name, minLength: 1, maxLength: 12 },
);

/** Any request, exhausted ones and those without an SLA among them. What will happen depends on a model's name alone. */
const anyRequest = fc
	.record({
		slaMs: fc.oneof(
			fc.constantFrom(0, Number.POSITIVE_INFINITY),
			fc.double({ min: 0, max: 500, noNaN: true }),
		),
		networkMs: fc.double({ min: 0, max: 300, noNaN: true }),
		upShare: fc.double({ min: 0, max: 1, noNaN: true }),
		deviceAccuracy: fc.constantFrom(0, 0.414, 1),
		knowsDownlink: fc.boolean(),
		waitStdMs: fc.constantFrom(0, 5),
	})
	.map(({ slaMs, networkMs, upShare, knowsDownlink, ...request }): PolicyRequest & { networkMs: number } => ({
		...request,
		slaMs,
		networkMs,
		budgetMs: slaMs - networkMs,
		remainingMs: slaMs - upShare * networkMs,
		downlink: knowsDownlink ? { within: (ms) => (ms <= 0 ? 0 : ms / (ms + 20)) } : undefined,
	}));

/** What every policy promises; each policy's own test calls it. */
export function describePolicy(create: () => Policy): void {
	const policy = create();

	const decide = (candidates: readonly Candidate[], request: PolicyRequest, seed: number) => {
		const models = prepareCandidates(candidates);
		const decision = makeDecision(candidates.length);
		const executionMs = (index: number) => 60 + 3 * candidates[index]!.name.charCodeAt(0);
		const told = { ...request, truth: { networkMs: 30, executionMs } };
		const index = choose(policy, models, told, seededRandom(seed)(), decision);
		return { model: candidates[index]!, index, decision };
	};
	const always = (property: (candidates: Candidate[], request: PolicyRequest, seed: number) => void) =>
		fc.assert(fc.property(anyCandidates, anyRequest, fc.integer(), property), { seed: 7, numRuns: 300 });
	const byName = (candidates: readonly Candidate[], { probabilities }: Decision) =>
		new Map(candidates.map(({ name }, index) => [name, probabilities[index]]));

	describe(`the policy ${policy.name}, as every policy`, () => {
		test("gives probabilities in [0, 1] that sum to 1, and chooses what has one", () => {
			always((candidates, request, seed) => {
				const { decision, index } = decide(candidates, request, seed);
				expect(decision.probabilities.every((p) => p >= 0 && p <= 1)).toBe(true);
				expect(decision.probabilities.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 9);
				expect(decision.probabilities[index]).toBeGreaterThan(0);
				expect(Number.isNaN(decision.utilities[decision.base]!)).toBe(false);
			});
		});

		test("makes the same choice for the same number, in whatever order the models come", () => {
			always((candidates, request, seed) => {
				const reversed = candidates.toReversed();
				const there = decide(candidates, request, seed);
				const back = decide(reversed, request, seed);
				expect(back.model).toBe(there.model);
				expect(byName(reversed, back.decision)).toEqual(byName(candidates, there.decision));
			});
		});

		test("leaves nothing of one decision in the next", () => {
			const models = prepareCandidates(tableIII);
			const used = makeDecision(tableIII.length);
			const truth = { networkMs: 100, executionMs: (index: number) => models.meanMs[index]! };
			for (const slaMs of [0, 110, 160, 250, 400]) {
				const request = { slaMs, budgetMs: slaMs - 100, truth };
				const fresh = makeDecision(tableIII.length);
				expect(choose(policy, models, request, 0.4, used)).toBe(choose(policy, models, request, 0.4, fresh));
				expect(used).toEqual(fresh);
			}
		});

		test("takes a model with too few samples only where no model has enough, and then the fastest", () => {
			always((candidates, request, seed) => {
				const { model, decision, index } = decide(candidates, request, seed);
				if (model.samples >= minSamples) return;
				expect(candidates.every(({ samples }) => samples < minSamples)).toBe(true);
				expect(decision.infeasible).toBe(true);
				expect(index).toBe(prepareCandidates(candidates).fastest);
			});
		});

		test("answers with the fastest, for certain, wherever it says that none fits", () => {
			always((candidates, request, seed) => {
				const { decision, index } = decide(candidates, request, seed);
				expect(decision.budgetExhausted).toBe(request.budgetMs <= 0);
				if (!decision.infeasible) return;
				expect(index).toBe(prepareCandidates(candidates).fastest);
				expect(decision.probabilities[index]).toBe(1);
			});
		});

		test("chooses for a request without an SLA", () => {
			const request = { slaMs: Number.POSITIVE_INFINITY, budgetMs: Number.POSITIVE_INFINITY };
			expect(decide(tableIII, request, 1).decision.infeasible).toBe(false);
		});

		test.each(["slaMs", "budgetMs", "remainingMs"])("refuses NaN for %s", (field) => {
			const request = { slaMs: 250, budgetMs: 150, remainingMs: 200, [field]: Number.NaN };
			expect(() => decide(tableIII, request, 1)).toThrow(InvalidTimeError);
			expect(() => decide(tableIII, request, 1)).toThrow(field);
		});

		test.each([Number.NaN, -0.1, 41.4])("refuses an accuracy of the device of %d", (deviceAccuracy) => {
			const request = { slaMs: 250, budgetMs: 150, deviceAccuracy };
			expect(() => decide(tableIII, request, 1)).toThrow(InvalidShareError);
		});
	});
}
