import {
	type Forgetting,
	ForgettingMoments,
	type MomentsState,
	QuantileBuckets,
	type QuantileState,
} from "@mdinference/stats";
import { expectedBeyond } from "./expected_beyond.ts";

/** Newest samples that are kept as they were: what an alarm leaves of a profile. */
const keptSamples = 30;
/** Samples that a cut leaves at least. */
const leastSamples = 10;

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
	/** 95th percentile, in milliseconds. */
	p95Ms: number;
	/** 99th percentile, in milliseconds. */
	p99Ms: number;
}

/** A snapshot of a latency profile. */
export interface LatencyState {
	/** Mean and deviation. */
	moments: MomentsState;
	/** Quantiles. */
	quantiles: QuantileState;
	/** The newest samples, oldest first: time and when it was, in milliseconds. */
	newest: [tookMs: number, atMs: number][];
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
	readonly #forgetting: Forgetting;
	#moments: ForgettingMoments;
	#quantiles: QuantileBuckets;
	#newest: [tookMs: number, atMs: number][] = [];

	/** Starts without samples. */
	constructor(forgetting: Forgetting = {}) {
		this.#forgetting = forgetting;
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
		this.#newest.push([tookMs, atMs]);
		if (this.#newest.length > keptSamples) this.#newest.shift();
	}

	/**
	 * Takes a time in that was not waited for to the end: it would have been longer. What is learned is the time that is
	 * to be expected of a run that has taken this long already; a run that was given up before half of the runs are over
	 * says nothing. Leaving such runs out would make an overloaded model look fast.
	 *
	 * @param atLeastMs how long it had taken, in milliseconds
	 * @param atMs when it began, in milliseconds of any clock
	 * @throws {NotFiniteError} for NaN and infinities; the profile is as before
	 * @see Buckley and James, "Linear regression with censored data", Biometrika 66(3), 1979: censored values are replaced
	 * by their conditional expectation
	 */
	updateCensored(atLeastMs: number, atMs: number): void {
		if (this.samples > 0 && atLeastMs < this.#quantiles.quantile(0.5)) return;
		this.update(expectedBeyond(atLeastMs, this), atMs);
	}

	/**
	 * Forgets all but the newest samples.
	 *
	 * @param recent how many belong to what is the case now; at most the newest 30 are kept, and at least 10: a model with
	 * fewer is not chosen while others have them, and would never get more
	 */
	cut(recent: number): void {
		const kept = this.#newest.slice(-Math.max(leastSamples, Math.floor(recent)));
		this.#moments = new ForgettingMoments(this.#forgetting);
		this.#quantiles = new QuantileBuckets(this.#forgetting);
		this.#newest = [];
		for (const [tookMs, atMs] of kept) this.update(tookMs, atMs);
	}

	/** All that is needed to go on elsewhere, but for the options. JSON carries it without loss. */
	snapshot(): LatencyState {
		return {
			moments: this.#moments.snapshot(),
			quantiles: this.#quantiles.snapshot(),
			newest: this.#newest.map(([tookMs, atMs]) => [tookMs, atMs]),
		};
	}

	/** Goes on where a snapshot was taken. */
	restore({ moments, quantiles, newest }: LatencyState): void {
		this.#moments.restore(moments);
		this.#quantiles.restore(quantiles);
		this.#newest = newest.map(([tookMs, atMs]) => [tookMs, atMs]);
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
			p95Ms: this.#quantiles.quantile(0.95),
			p99Ms: this.#quantiles.quantile(0.99),
		};
	}
}
