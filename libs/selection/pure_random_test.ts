import { describe, expect, test } from "vitest";
import { choose, makeDecision } from "./decision.ts";
import type { PolicyRequest } from "./policy.ts";
import { prepareCandidates } from "./prepared_candidates.ts";
import { createPureRandom } from "./pure_random.ts";
import { describePolicy } from "./testdata/policy_conformance.ts";
import { nasNetFictional, tableIII } from "./testdata/table_iii.ts";

describePolicy(createPureRandom);

const models = prepareCandidates([...tableIII, nasNetFictional]);
const decide = (request: PolicyRequest, uniform = 0) => {
	const decision = makeDecision(models.order.length);
	const index = choose(createPureRandom(), models, request, uniform, decision);
	return { model: models.candidates[index]!.name, ...decision };
};

describe("pure-random", () => {
	test("takes each of twelve models with a probability of 1/12, by the number drawn", () => {
		const draws = Array.from({ length: 12 }, (_, i) => decide({ slaMs: 20, budgetMs: 1 }, (i + 0.5) / 12));
		expect(new Set(draws.map(({ model }) => model)).size).toBe(12);
		expect(draws[0]!.probabilities.every((p) => p === 1 / 12)).toBe(true);
	});
});
