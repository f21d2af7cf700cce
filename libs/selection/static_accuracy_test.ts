import { describe, expect, test } from "vitest";
import { choose, makeDecision } from "./decision.ts";
import type { PolicyRequest } from "./policy.ts";
import { prepareCandidates } from "./prepared_candidates.ts";
import { createStaticAccuracy } from "./static_accuracy.ts";
import { describePolicy } from "./testdata/policy_conformance.ts";
import { nasNetFictional, tableIII } from "./testdata/table_iii.ts";

describePolicy(createStaticAccuracy);

const models = prepareCandidates([...tableIII, nasNetFictional]);
const decide = (request: PolicyRequest, uniform = 0) => {
	const decision = makeDecision(models.order.length);
	const index = choose(createStaticAccuracy(), models, request, uniform, decision);
	return { model: models.candidates[index]!.name, ...decision };
};

describe("static-accuracy", () => {
	test.each([0, 20, 250, Number.POSITIVE_INFINITY])("takes the most accurate at an SLA of %d", (slaMs) => {
		expect(decide({ slaMs, budgetMs: slaMs })).toMatchObject({ model: "NasNet Large", infeasible: false });
	});
});
