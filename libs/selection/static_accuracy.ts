import { takeFastest, takeOnly } from "./decision.ts";
import type { Policy } from "./policy.ts";

/**
 * Always the most accurate model.
 *
 * @see the paper, section V-A
 *
 * @example
 * ```ts
 * import { choose, createStaticAccuracy, makeDecision, prepareCandidates } from "@mdinference/selection";
 *
 * const models = prepareCandidates([
 * 	{ name: "small", accuracy: 0.5, meanMs: 3, stdMs: 0.1, samples: 1000 },
 * 	{ name: "large", accuracy: 0.8, meanMs: 110, stdMs: 0.4, samples: 1000 },
 * ]);
 * const request = { slaMs: 50, budgetMs: 20 };
 * if (choose(createStaticAccuracy(), models, request, 0, makeDecision(2)) !== 1) throw new Error("though it is late");
 * ```
 */
export function createStaticAccuracy(): Policy {
	return {
		name: "static-accuracy",
		weigh(models, _request, decision) {
			if (models.known === 0) takeFastest(models, decision);
			else takeOnly(decision, models.order[0]!, models.accuracy[models.order[0]!]!);
		},
	};
}
