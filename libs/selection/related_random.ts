import { chooseBase, explorationStart, isExplored } from "./exploration_set.ts";
import type { Policy } from "./policy.ts";

/**
 * Any model of the paper's exploration set, each as likely as the others: stages one and two without three.
 *
 * @see the paper, section V-B
 *
 * @example
 * ```ts
 * import { choose, createRelatedRandom, makeDecision, prepareCandidates } from "@mdinference/selection";
 *
 * const models = prepareCandidates([
 * 	{ name: "large", accuracy: 0.826, meanMs: 112.6, stdMs: 0.4, samples: 1000 },
 * 	{ name: "fictional", accuracy: 0.5, meanMs: 112.6, stdMs: 0.4, samples: 1000 },
 * 	{ name: "small", accuracy: 0.5, meanMs: 3, stdMs: 0.1, samples: 1000 },
 * ]);
 * const decision = makeDecision(3);
 * choose(createRelatedRandom(), models, { slaMs: 250, budgetMs: 200 }, 0.3, decision);
 * if (decision.probabilities.join() !== "0.5,0.5,0") throw new Error("the two that take as long");
 * ```
 */
export function createRelatedRandom(): Policy {
	return {
		name: "related-random",
		weigh(models, { budgetMs }, decision) {
			const base = chooseBase(models, budgetMs, decision);
			if (base < 0) return;
			const { byMean, accuracy } = models;
			const start = explorationStart(models, base);
			let end = start;
			while (isExplored(models, base, end)) end++;
			for (let place = start; place < end; place++) {
				decision.utilities[byMean[place]!] = accuracy[byMean[place]!]!;
				decision.probabilities[byMean[place]!] = 1 / (end - start);
			}
		},
	};
}
