import { takeFastest, takeOnly } from "./decision.ts";
import type { Policy } from "./policy.ts";

/**
 * Always the fastest model.
 *
 * @see the paper, section V-A
 *
 * @example
 * ```ts
 * import { choose, createStaticLatency, makeDecision, prepareCandidates } from "@mdinference/selection";
 *
 * const models = prepareCandidates([
 * 	{ name: "large", accuracy: 0.8, meanMs: 110, stdMs: 0.4, samples: 1000 },
 * 	{ name: "small", accuracy: 0.5, meanMs: 3, stdMs: 0.1, samples: 1000 },
 * ]);
 * const request = { slaMs: 250, budgetMs: 200 };
 * if (choose(createStaticLatency(), models, request, 0, makeDecision(2)) !== 1) throw new Error("the small one");
 * ```
 */
export function createStaticLatency(): Policy {
	return {
		name: "static-latency",
		weigh(models, _request, decision) {
			if (models.known === 0) takeFastest(models, decision);
			else takeOnly(decision, models.fastest, models.accuracy[models.fastest]!);
		},
	};
}
