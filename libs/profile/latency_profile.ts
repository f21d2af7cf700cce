import { type Forgetting, ForgettingMoments, QuantileBuckets } from "@mdinference/stats";

/** A learned distribution of times. */
export interface LatencySummary {
	/** Effective number of samples. */
	samples: number;
	/** Mean, in milliseconds. */
	meanMs: number;
	/** Standard deviation, in milliseconds. */
	stdMs: number;
	/** Median, in milliseconds. */
	p50Ms: number;
	/** 90th percentile, in milliseconds. */
	p90Ms: number;
	/** 99th percentile, in milliseconds. */
	p99Ms: number;
}

/**
 * How long something takes here and lately: mean, deviation and quantiles, in which old samples lose weight with time.
 *
 * @example
 * ```ts
 * import { LatencyProfile } from "@mdinference/profile";
 *
 * const service = new LatencyProfile();
 * service.update(4, 0);
 * service.update(6, 10);
 * if (service.meanMs !== 5) throw new Error("the mean of 4 and 6");
 * ```
 */
export class LatencyProfile {
	readonly #moments: ForgettingMoments;
	readonly #quantiles: QuantileBuckets;

	/** Starts without samples. */
	constructor(forgetting: Forgetting = {}) {
		this.#moments = new ForgettingMoments(forgetting);
		this.#quantiles = new QuantileBuckets(forgetting);
	}

	/**
	 * Takes a measured time in.
	 *
	 * @param tookMs what it took, in milliseconds
	 * @param atMs when, in milliseconds of any clock
	 * @throws {NotFiniteError} for NaN and infinities; the profile is as before
	 */
	update(tookMs: number, atMs: number): void {
		this.#moments.update(tookMs, atMs);
		this.#quantiles.update(tookMs, atMs);
	}

	/** mu, in milliseconds; 0 before the first sample. */
	get meanMs(): number {
		return this.#moments.mean;
	}

	/** sigma, in milliseconds; 0 below two samples. */
	get stdMs(): number {
		return this.#moments.standardDeviation;
	}

	/** Effective number of samples. */
	get samples(): number {
		return this.#moments.effectiveSamples;
	}

	/** All readings, or null before the first sample. */
	summary(): LatencySummary | null {
		if (this.samples === 0) return null;
		return {
			samples: this.samples,
			meanMs: this.meanMs,
			stdMs: this.stdMs,
			p50Ms: this.#quantiles.quantile(0.5),
			p90Ms: this.#quantiles.quantile(0.9),
			p99Ms: this.#quantiles.quantile(0.99),
		};
	}
}
