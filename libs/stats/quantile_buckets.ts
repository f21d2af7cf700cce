import { laterOf } from "./clock.ts";
import { checkForgetting, type Forgetting, forgettingFactor, NotFiniteError } from "./forgetting.ts";

const relativeError = 0.01;
const gamma = (1 + relativeError) / (1 - relativeError);
const logGamma = Math.log(gamma);
const lowest = 1e-3;
const highest = 1e7;
const firstIndex = Math.ceil(Math.log(lowest) / logGamma);
const bucketCount = Math.ceil(Math.log(highest) / logGamma) - firstIndex + 1;
const rescaleAbove = 1e100;

/** A snapshot of quantile buckets. */
export interface QuantileState {
	/** The buckets that are not empty: index and count. */
	buckets: [index: number, count: number][];
	/** Sum of the counts. */
	total: number;
	/** What a sample taken now would count. */
	unit: number;
	/** When the last sample was taken, in milliseconds; 0 where there was none. */
	lastMs: number;
}

/**
 * Quantiles of a stream of positive values, each within 1 % of a sample, in which old samples lose weight with time.
 *
 * The buckets are those of DDSketch: bucket i holds (g^(i-1), g^i]. Instead of shrinking every old count, the weight of
 * new samples grows; only ratios matter. Values are clamped to [0.001, 10,000,000].
 *
 * @see Masson, Rim and Lee, "DDSketch: a fast and fully-mergeable quantile sketch with relative-error guarantees",
 * PVLDB 12(12), 2019
 *
 * @example
 * ```ts
 * import { QuantileBuckets } from "@mdinference/stats";
 *
 * const buckets = new QuantileBuckets();
 * for (let ms = 1; ms <= 100; ms++) buckets.update(ms, 0);
 * if (Math.abs(buckets.quantile(0.5) - 50) > 0.5) throw new Error("the median of 1 to 100 is 50, within 1 %");
 * ```
 */
export class QuantileBuckets {
	readonly #forgetting: Forgetting;
	readonly #counts = new Float64Array(bucketCount);
	#total = 0;
	#unit = 1;
	#lastMs = Number.NEGATIVE_INFINITY;

	/**
	 * Starts without samples.
	 *
	 * @throws {InvalidForgettingError} for a half-life that is not above 0, or a `keep` below 0
	 */
	constructor(forgetting: Forgetting = {}) {
		this.#forgetting = checkForgetting(forgetting);
	}

	/**
	 * Takes a sample in.
	 *
	 * @param value the sample, not negative
	 * @param atMs when it was taken, in milliseconds of any clock; a time up to a minute before the last one counts as the
	 * last, an earlier one as that of a clock that was set back
	 * @throws {NotFiniteError} for NaN and infinities; the state is as before
	 */
	update(value: number, atMs: number): void {
		if (!Number.isFinite(value)) throw new NotFiniteError("A sample", value);
		if (!Number.isFinite(atMs)) throw new NotFiniteError("A time", atMs);
		if (this.#total > 0) {
			this.#unit /= forgettingFactor(atMs - this.#lastMs, this.#total / this.#unit, this.#forgetting);
		}
		if (this.#unit > rescaleAbove) this.#rescale();
		this.#lastMs = laterOf(this.#lastMs, atMs);
		const clamped = Math.min(highest, Math.max(lowest, value));
		this.#counts[Math.ceil(Math.log(clamped) / logGamma) - firstIndex]! += this.#unit;
		this.#total += this.#unit;
	}

	/**
	 * The smallest value that at least a share `q` of the weight does not exceed, within 1 %.
	 *
	 * @param q the share, in [0, 1]
	 * @returns the quantile; 0 before the first sample
	 */
	quantile(q: number): number {
		let left = q * this.#total;
		let last = 0;
		for (const [index, count] of this.#counts.entries()) {
			if (count === 0) continue;
			last = (2 * gamma ** (index + firstIndex)) / (gamma + 1);
			left -= count;
			if (left <= this.#total * 1e-12) return last;
		}
		return last;
	}

	/** All that is needed to go on elsewhere, but for the options. JSON carries it without loss. */
	snapshot(): QuantileState {
		const buckets: [index: number, count: number][] = [];
		for (const [index, count] of this.#counts.entries()) if (count !== 0) buckets.push([index, count]);
		return { buckets, total: this.#total, unit: this.#unit, lastMs: this.#total === 0 ? 0 : this.#lastMs };
	}

	/** Goes on where a snapshot was taken. */
	restore({ buckets, total, unit, lastMs }: QuantileState): void {
		this.#counts.fill(0);
		for (const [index, count] of buckets) this.#counts[index] = count;
		this.#total = total;
		this.#unit = unit;
		this.#lastMs = total === 0 ? Number.NEGATIVE_INFINITY : lastMs;
	}

	#rescale(): void {
		for (let index = 0; index < bucketCount; index++) this.#counts[index]! /= this.#unit;
		this.#total /= this.#unit;
		this.#unit = 1;
	}
}
