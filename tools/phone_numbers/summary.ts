/** What is said of many measurements of one thing. */
export interface Summary {
	/** How many. */
	count: number;
	/** Smallest. */
	min: number;
	/** Median: the mean of the two in the middle where there are two. */
	median: number;
	/** 95th percentile: the nearest rank. */
	p95: number;
	/** Largest. */
	max: number;
}

/**
 * Sums up measurements.
 *
 * @throws {RangeError} where there are none, or one is no number: a figure of nothing would be a made-up one
 *
 * @example
 * ```ts
 * console.assert(summaryOf([3, 1, 2]).median === 2);
 * ```
 */
export function summaryOf(values: readonly number[]): Summary {
	if (values.length === 0) throw new RangeError("Nothing was measured.");
	if (!values.every(Number.isFinite)) throw new RangeError("Not all that was measured are numbers.");
	const sorted = values.toSorted((a, b) => a - b);
	const half = sorted.length / 2;
	return {
		count: sorted.length,
		min: sorted[0]!,
		median: (sorted[Math.ceil(half) - 1]! + sorted[Math.floor(half)]!) / 2,
		p95: sorted[Math.ceil(0.95 * sorted.length) - 1]!,
		max: sorted.at(-1)!,
	};
}
