import { type Decision, takeFastest } from "./decision.ts";
import type { PreparedCandidates } from "./prepared_candidates.ts";

/**
 * Stage one, equations (1) and (2): the most accurate model with mu + sigma strictly below the budget, among those whose
 * mean is known.
 *
 * @returns its index, or -1: then the decision already holds the fastest
 */
export function chooseBase(models: PreparedCandidates, budgetMs: number, decision: Decision): number {
	const { front, likelyMs } = models;
	let low = 0;
	let high = front.length;
	while (low < high) {
		const middle = (low + high) >>> 1;
		if (likelyMs[front[middle]!]! < budgetMs) high = middle;
		else low = middle + 1;
	}
	if (low === front.length) {
		takeFastest(models, decision);
		return -1;
	}
	decision.base = front[low]!;
	return decision.base;
}

/**
 * Stage two: the models whose mean lies within one deviation of the base model's mean, ends included. They stand side by
 * side in `byMean`: from this place on, while {@link isExplored}.
 */
export function explorationStart({ byMean, meanMs, stdMs }: PreparedCandidates, base: number): number {
	const lowestMs = meanMs[base]! - stdMs[base]!;
	let low = 0;
	let high = byMean.length;
	while (low < high) {
		const middle = (low + high) >>> 1;
		if (meanMs[byMean[middle]!]! < lowestMs) low = middle + 1;
		else high = middle;
	}
	return low;
}

/** Whether the model at a place of `byMean`, not before {@link explorationStart}, is in the exploration set. */
export function isExplored(models: PreparedCandidates, base: number, place: number): boolean {
	const { byMean, meanMs, stdMs } = models;
	return place < byMean.length && meanMs[byMean[place]!]! <= meanMs[base]! + stdMs[base]!;
}
