/** A model's place between speed and accuracy. */
export interface Tradeoff {
	/** Mean service time, in milliseconds. */
	meanMs: number;
	/** Top-1 accuracy, 0 to 1. */
	top1: number;
}

/**
 * The models that are worth their time: no other is at least as fast and at least as accurate, and better in one.
 *
 * @param models in any order
 * @returns the undominated ones, the fastest first
 */
export function paretoFront<Model extends Tradeoff>(models: readonly Model[]): Model[] {
	const dominates = (a: Tradeoff, b: Tradeoff) =>
		a.meanMs <= b.meanMs && a.top1 >= b.top1 && (a.meanMs < b.meanMs || a.top1 > b.top1);
	return models
		.filter((model) => !models.some((other) => dominates(other, model)))
		.sort((a, b) => a.meanMs - b.meanMs);
}
