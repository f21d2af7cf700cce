import { chooseBase, explorationStart, isExplored } from "./exploration_set.ts";
import type { Policy } from "./policy.ts";

/**
 * The most accurate model of the paper's exploration set, though it may not fit: stages one and two without three.
 *
 * @see the paper, section V-B
 *
 * @example
 * ```ts
 * import { choose, createRelatedAccurate, makeDecision, prepareCandidates } from "@mdinference/selection";
 *
 * const models = prepareCandidates([
 * 	{ name: "base", accuracy: 0.7, meanMs: 10, stdMs: 2, samples: 1000 },
 * 	{ name: "risky", accuracy: 0.9, meanMs: 12, stdMs: 5, samples: 1000 },
 * ]);
 * const request = { slaMs: 250, budgetMs: 13 };
 * if (choose(createRelatedAccurate(), models, request, 0, makeDecision(2)) !== 1) throw new Error("the risky one");
 * ```
 */
export function createRelatedAccurate(): Policy {
	return {
		name: "related-accurate",
		weigh(models, { budgetMs }, decision) {
			const base = chooseBase(models, budgetMs, decision);
			if (base < 0) return;
			const { byMean, accuracy, rank } = models;
			let best = base;
			for (let place = explorationStart(models, base); isExplored(models, base, place); place++) {
				const index = byMean[place]!;
				decision.utilities[index] = accuracy[index]!;
				if (rank[index]! < rank[best]!) best = index;
			}
			decision.probabilities[best] = 1;
		},
	};
}
