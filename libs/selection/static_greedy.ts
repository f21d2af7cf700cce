import { takeFastest, takeOnly } from "./decision.ts";
import type { Policy } from "./policy.ts";

/**
 * The most accurate model whose mean service time is below the SLA: blind to the network.
 *
 * @see the paper, section V-A
 *
 * @example
 * ```ts
 * import { choose, createStaticGreedy, makeDecision, prepareCandidates } from "@mdinference/selection";
 *
 * const models = prepareCandidates([{ name: "large", accuracy: 0.8, meanMs: 110, stdMs: 0.4, samples: 1000 }]);
 * const decision = makeDecision(1);
 * choose(createStaticGreedy(), models, { slaMs: 115, budgetMs: 15 }, 0, decision);
 * if (decision.infeasible) throw new Error("110 ms are below the SLA, whatever the network takes of it");
 * ```
 */
export function createStaticGreedy(): Policy {
	return {
		name: "static-greedy",
		weigh(models, { slaMs }, decision) {
			const { order, known, meanMs, accuracy } = models;
			for (let place = 0; place < known; place++) {
				const index = order[place]!;
				if (meanMs[index]! < slaMs) return takeOnly(decision, index, accuracy[index]!);
			}
			takeFastest(models, decision);
		},
	};
}
