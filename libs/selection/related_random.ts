import { chooseBase, isExplored } from "./exploration_set.ts";
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
			const { order, known, accuracy } = models;
			const { probabilities, utilities } = decision;
			let size = 0;
			for (let place = 0; place < known; place++) {
				const index = order[place]!;
				if (!isExplored(models, base, index)) continue;
				utilities[index] = accuracy[index]!;
				probabilities[index] = 1;
				size++;
			}
			for (let index = 0; index < probabilities.length; index++) probabilities[index]! /= size;
		},
	};
}
