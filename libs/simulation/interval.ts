/** A figure with its 95 % confidence interval. */
export interface Interval {
	/** The figure. */
	readonly value: number;
	/** Lower end. */
	readonly low: number;
	/** Upper end. */
	readonly high: number;
}

/** How an interval is made. */
export interface IntervalOptions {
	/**
	 * How often the samples count, at least 1: their variance over that of independent ones, see {@link designEffect}.
	 * Default: 1.
	 */
	readonly designEffect?: number;
}

const batches = 30;
const normal95 = 1.959964;
/** Student's t for 29 degrees of freedom, 97.5 %. */
const student95 = 2.04523;

/**
 * By how much the variance of a mean exceeds that of independent samples, by batch means: 30 runs of neighbouring
 * samples, whose means are near independence if the runs are long.
 *
 * @param values in the order in which they came; below 60 nothing can be said, and the answer is 1
 * @returns at least 1
 * @see Law and Kelton, "Simulation modeling and analysis", chapter 9 (batch means)
 *
 * @example
 * ```ts
 * import { designEffect } from "@mdinference/simulation";
 *
 * const blocks = Float64Array.from({ length: 3000 }, (_, i) => Math.floor(i / 100) % 2);
 * if (designEffect(blocks) < 90) throw new Error("a hundred equal ones count as about one");
 * ```
 */
export function designEffect(values: ArrayLike<number>): number {
	const size = Math.floor(values.length / batches);
	if (size < 2) return 1;
	const { mean, variance } = moments(values, 0, size * batches);
	if (variance === 0) return 1;
	let between = 0;
	for (let batch = 0; batch < batches; batch++) {
		between += (moments(values, batch * size, size).mean - mean) ** 2;
	}
	return Math.max(1, (size * between) / (batches - 1) / variance);
}

/**
 * Wilson's interval of a share.
 *
 * @param successes how many of them
 * @param count of how many, above 0
 * @see Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22, 1927
 *
 * @example
 * ```ts
 * import { shareInterval } from "@mdinference/simulation";
 *
 * const { low, high } = shareInterval(0, 100);
 * if (low !== 0 || Math.abs(high - 0.037) > 1e-3) throw new Error("none of 100 does not mean never");
 * ```
 */
export function shareInterval(successes: number, count: number, options: IntervalOptions = {}): Interval {
	const { designEffect = 1 } = options;
	const value = successes / count;
	const n = count / designEffect;
	const square = (designEffect > 1 ? student95 : normal95) ** 2;
	const centre = (value + square / (2 * n)) / (1 + square / n);
	const half =
		(Math.sqrt((value * (1 - value)) / n + square / (4 * n * n)) * Math.sqrt(square)) / (1 + square / n);
	return {
		value,
		low: successes === 0 ? 0 : Math.max(0, centre - half),
		high: successes === count ? 1 : Math.min(1, centre + half),
	};
}

/**
 * The interval of a mean, by the normal distribution; by Student's, for batch means, where the design effect exceeds 1.
 *
 * @param values at least one
 *
 * @example
 * ```ts
 * import { meanInterval } from "@mdinference/simulation";
 *
 * const { value, low, high } = meanInterval([1, 2, 3]);
 * if (value !== 2 || !(low < 1 && high > 3)) throw new Error("three samples say little");
 * ```
 */
export function meanInterval(values: ArrayLike<number>, options: IntervalOptions = {}): Interval {
	const { designEffect = 1 } = options;
	const { mean, variance } = moments(values, 0, values.length);
	const factor = designEffect > 1 ? student95 : normal95;
	const half = factor * Math.sqrt((variance * designEffect) / values.length);
	return { value: mean, low: mean - half, high: mean + half };
}

/**
 * A quantile and its interval, from order statistics: no distribution is assumed.
 *
 * @param sorted at least one value, in order
 * @param share the quantile's, in (0, 1)
 *
 * @example
 * ```ts
 * import { quantileInterval } from "@mdinference/simulation";
 *
 * const sorted = Float64Array.from({ length: 1001 }, (_, i) => i);
 * const { value, low, high } = quantileInterval(sorted, 0.5);
 * if (value !== 500 || low !== 468 || high !== 532) throw new Error("31 ranks to either side, rounded outwards");
 * ```
 */
export function quantileInterval(
	sorted: ArrayLike<number>,
	share: number,
	options: IntervalOptions = {},
): Interval {
	const { designEffect = 1 } = options;
	const count = sorted.length;
	const factor = designEffect > 1 ? student95 : normal95;
	const half = factor * Math.sqrt((share * (1 - share) * designEffect) / count);
	const at = (rank: number) => sorted[Math.min(count - 1, Math.max(0, rank))]!;
	return {
		value: at(Math.ceil(share * count) - 1),
		low: at(Math.floor((share - half) * count) - 1),
		high: at(Math.ceil((share + half) * count)),
	};
}

/** Mean and sample variance, in two passes. */
function moments(values: ArrayLike<number>, from: number, count: number): { mean: number; variance: number } {
	let sum = 0;
	for (let i = from; i < from + count; i++) sum += values[i]!;
	const mean = sum / count;
	let squares = 0;
	for (let i = from; i < from + count; i++) squares += (values[i]! - mean) ** 2;
	return { mean, variance: count > 1 ? squares / (count - 1) : 0 };
}
