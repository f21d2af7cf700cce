import { describe, expect, test } from "vitest";
import { choose, makeDecision } from "./decision.ts";
import type { PolicyRequest } from "./policy.ts";
import { prepareCandidates } from "./prepared_candidates.ts";
import { createRelatedRandom } from "./related_random.ts";
import { describePolicy } from "./testdata/policy_conformance.ts";
import { nasNetFictional, tableIII } from "./testdata/table_iii.ts";

describePolicy(createRelatedRandom);

const models = prepareCandidates([...tableIII, nasNetFictional]);
const decide = (request: PolicyRequest, uniform = 0) => {
	const decision = makeDecision(models.order.length);
	const index = choose(createRelatedRandom(), models, request, uniform, decision);
	return { model: models.candidates[index]!.name, ...decision };
};

describe("related-random", () => {
	test("takes each of the exploration set with the same probability", () => {
		const { model, probabilities } = decide({ slaMs: 350, budgetMs: 250 }, 0.5);
		expect(model).toBe("NasNet Fictional");
		expect([...probabilities].filter((p) => p > 0)).toEqual([0.5, 0.5]);
		expect(decide({ slaMs: 350, budgetMs: 250 }, 0.4999).model).toBe("NasNet Large");
	});

	test("takes the base where nothing else lies within its deviation", () => {
		expect(decide({ slaMs: 350, budgetMs: 100 }, 0.99).model).toBe("InceptionV4");
	});

	test("takes the fastest where no model fits", () => {
		expect(decide({ slaMs: 350, budgetMs: 3 })).toMatchObject({
			model: "MobileNetV1 0.25",
			infeasible: true,
		});
	});
});
