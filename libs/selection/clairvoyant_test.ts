import { describe, expect, test } from "vitest";
import { createClairvoyant, MissingTruthError } from "./clairvoyant.ts";
import { choose, makeDecision } from "./decision.ts";
import type { PolicyRequest } from "./policy.ts";
import { prepareCandidates } from "./prepared_candidates.ts";
import { describePolicy } from "./testdata/policy_conformance.ts";
import { nasNetFictional, tableIII } from "./testdata/table_iii.ts";

describePolicy(createClairvoyant);

const models = prepareCandidates([...tableIII, nasNetFictional]);
const decide = (request: PolicyRequest, uniform = 0) => {
	const decision = makeDecision(models.order.length);
	const index = choose(createClairvoyant(), models, request, uniform, decision);
	return { model: models.candidates[index]!.name, ...decision };
};

describe("clairvoyant", () => {
	const truth = { networkMs: 100, executionMs: (index: number) => models.meanMs[index]! };

	test("takes the most accurate that will be there at the deadline, which still is in time", () => {
		const slaMs = 100 + models.meanMs[models.order[0]!]!;
		expect(decide({ slaMs, budgetMs: 0, truth }).model).toBe("NasNet Large");
		expect(decide({ slaMs: slaMs - 0.001, budgetMs: 0, truth }).model).toBe("InceptionV4");
	});

	test("takes the fastest where all will be late", () => {
		expect(decide({ slaMs: 90, budgetMs: 80, truth })).toMatchObject({
			model: "MobileNetV1 0.25",
			infeasible: true,
		});
	});

	test("cannot choose where nobody knows what will happen", () => {
		expect(() => decide({ slaMs: 250, budgetMs: 150 })).toThrow(MissingTruthError);
	});
});
