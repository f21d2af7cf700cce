import { takeFastest } from "./decision.ts";
import type { Policy } from "./policy.ts";

/**
 * Any model whose service time is known, each as likely as the others.
 *
 * @see the paper, section V-B
 *
 * @example
 * ```ts
 * import { choose, createPureRandom, makeDecision, prepareCandidates } from "@mdinference/selection";
 *
 * const models = prepareCandidates([
 * 	{ name: "small", accuracy: 0.5, meanMs: 3, stdMs: 0.1, samples: 1000 },
 * 	{ name: "large", accuracy: 0.8, meanMs: 110, stdMs: 0.4, samples: 1000 },
 * ]);
 * const decision = makeDecision(2);
 * choose(createPureRandom(), models, { slaMs: 250, budgetMs: 200 }, 0.3, decision);
 * if (decision.probabilities.join() !== "0.5,0.5") throw new Error("one in two");
 * ```
 */
export function createPureRandom(): Policy {
	return {
		name: "pure-random",
		weigh(models, _request, decision) {
			const { order, known, accuracy } = models;
			if (known === 0) return takeFastest(models, decision);
			decision.base = order[0]!;
			for (let place = 0; place < known; place++) {
				const index = order[place]!;
				decision.utilities[index] = accuracy[index]!;
				decision.probabilities[index] = 1 / known;
			}
		},
	};
}
