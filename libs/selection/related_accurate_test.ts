import { describe, expect, test } from "vitest";
import { choose, makeDecision } from "./decision.ts";
import type { PolicyRequest } from "./policy.ts";
import { prepareCandidates } from "./prepared_candidates.ts";
import { createRelatedAccurate } from "./related_accurate.ts";
import { describePolicy } from "./testdata/policy_conformance.ts";
import { nasNetFictional, tableIII } from "./testdata/table_iii.ts";

describePolicy(createRelatedAccurate);

const models = prepareCandidates([...tableIII, nasNetFictional]);
const decide = (request: PolicyRequest, uniform = 0) => {
	const decision = makeDecision(models.order.length);
	const index = choose(createRelatedAccurate(), models, request, uniform, decision);
	return { model: models.candidates[index]!.name, ...decision };
};

describe("related-accurate", () => {
	test("takes the most accurate of the exploration set", () => {
		const { model, utilities } = decide({ slaMs: 350, budgetMs: 250 }, 0.99);
		expect(model).toBe("NasNet Large");
		expect([...utilities].filter((utility) => !Number.isNaN(utility))).toEqual([0.826, 0.5]);
	});

	test("takes it though it does not fit, as the paper's third stage alone would prevent", () => {
		const risky = { name: "risky", accuracy: 0.9, meanMs: 11.9, stdMs: 5, samples: 100 };
		const base = { name: "base", accuracy: 0.7, meanMs: 10, stdMs: 2, samples: 100 };
		const decision = makeDecision(2);
		const pair = prepareCandidates([base, risky]);
		expect(choose(createRelatedAccurate(), pair, { slaMs: 50, budgetMs: 12.1 }, 0, decision)).toBe(1);
		expect(decision).toMatchObject({ base: 0, infeasible: false });
	});

	test("takes the fastest where no model fits", () => {
		expect(decide({ slaMs: 350, budgetMs: 3 })).toMatchObject({
			model: "MobileNetV1 0.25",
			infeasible: true,
		});
	});
});
