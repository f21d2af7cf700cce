import { type Decision, takeFastest } from "./decision.ts";
import type { PreparedCandidates } from "./prepared_candidates.ts";

/**
 * Stage one, equations (1) and (2): the most accurate model with mu + sigma strictly below the budget, among those whose
 * mean is known.
 *
 * @returns its index, or -1: then the decision already holds the fastest
 */
export function chooseBase(models: PreparedCandidates, budgetMs: number, decision: Decision): number {
	const { order, known, likelyMs } = models;
	for (let place = 0; place < known; place++) {
		const index = order[place]!;
		if (likelyMs[index]! < budgetMs) {
			decision.base = index;
			return index;
		}
	}
	takeFastest(models, decision);
	return -1;
}

/**
 * Stage two: whether a model's mean lies within one deviation of the base model's, ends included. Only for one of those
 * whose mean is known.
 */
export function isExplored(models: PreparedCandidates, base: number, index: number): boolean {
	const { meanMs, stdMs } = models;
	const mean = meanMs[index]!;
	return mean >= meanMs[base]! - stdMs[base]! && mean <= meanMs[base]! + stdMs[base]!;
}
