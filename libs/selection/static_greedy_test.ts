import { describe, expect, test } from "vitest";
import { choose, makeDecision } from "./decision.ts";
import type { PolicyRequest } from "./policy.ts";
import { prepareCandidates } from "./prepared_candidates.ts";
import { createStaticGreedy } from "./static_greedy.ts";
import { describePolicy } from "./testdata/policy_conformance.ts";
import { nasNetFictional, tableIII } from "./testdata/table_iii.ts";

describePolicy(createStaticGreedy);

const models = prepareCandidates([...tableIII, nasNetFictional]);
const decide = (request: PolicyRequest, uniform = 0) => {
	const decision = makeDecision(models.order.length);
	const index = choose(createStaticGreedy(), models, request, uniform, decision);
	return { model: models.candidates[index]!.name, ...decision };
};

describe("static-greedy", () => {
	test("takes the most accurate model with a mean strictly below the SLA, whatever the budget", () => {
		expect(decide({ slaMs: 112.62, budgetMs: -50 })).toMatchObject({
			model: "NasNet Large",
			infeasible: false,
		});
		expect(decide({ slaMs: 112.61, budgetMs: 112 }).model).toBe("InceptionV4");
	});

	test("takes the fastest where no mean is below the SLA", () => {
		expect(decide({ slaMs: 3.21, budgetMs: 3 })).toMatchObject({
			model: "MobileNetV1 0.25",
			infeasible: true,
		});
	});
});
