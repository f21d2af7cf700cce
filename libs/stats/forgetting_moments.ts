import { laterOf } from "./clock.ts";
import { checkForgetting, type Forgetting, forgettingFactor, NotFiniteError } from "./forgetting.ts";

/** A snapshot of forgetting moments. */
export interface MomentsState {
	/** Sum of the weights. */
	weight: number;
	/** Sum of their squares. */
	squaredWeight: number;
	/** Weighted mean. */
	mean: number;
	/** Weighted sum of squared distances from it. */
	squares: number;
	/** When the last sample was taken, in milliseconds; 0 where there was none. */
	lastMs: number;
}

/**
 * Mean and standard deviation of a stream, in which old samples lose weight with time.
 *
 * The update is Welford's, with West's weights: no sum of squares is kept, so a small deviation around a large mean
 * survives.
 *
 * @see D. H. D. West, "Updating mean and variance estimates: an improved method", CACM 22(9), 1979
 *
 * @example
 * ```ts
 * import { ForgettingMoments } from "@mdinference/stats";
 *
 * const moments = new ForgettingMoments();
 * for (const [index, value] of [2, 4, 6].entries()) moments.update(value, index);
 * if (moments.mean !== 4 || moments.standardDeviation !== 2) throw new Error("mean 4, deviation 2");
 * ```
 */
export class ForgettingMoments {
	readonly #forgetting: Forgetting;
	#weight = 0;
	#squaredWeight = 0;
	#mean = 0;
	#squares = 0;
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
	 * @param value the sample, in any unit
	 * @param atMs when it was taken, in milliseconds of any clock; a time up to a minute before the last one counts as the
	 * last, an earlier one as that of a clock that was set back
	 * @throws {NotFiniteError} for NaN and infinities; the state is as before
	 */
	update(value: number, atMs: number): void {
		if (!Number.isFinite(value)) throw new NotFiniteError("A sample", value);
		if (!Number.isFinite(atMs)) throw new NotFiniteError("A time", atMs);
		if (this.#weight > 0) {
			const factor = forgettingFactor(atMs - this.#lastMs, this.#weight, this.#forgetting);
			this.#weight *= factor;
			this.#squaredWeight *= factor * factor;
			this.#squares *= factor;
		}
		this.#lastMs = laterOf(this.#lastMs, atMs);
		this.#weight += 1;
		this.#squaredWeight += 1;
		const away = value - this.#mean;
		this.#mean += away / this.#weight;
		this.#squares += away * (value - this.#mean);
	}

	/** All that is needed to go on elsewhere, but for the options. JSON carries it without loss. */
	snapshot(): MomentsState {
		return {
			weight: this.#weight,
			squaredWeight: this.#squaredWeight,
			mean: this.#mean,
			squares: this.#squares,
			lastMs: this.#weight === 0 ? 0 : this.#lastMs,
		};
	}

	/** Goes on where a snapshot was taken. */
	restore({ weight, squaredWeight, mean, squares, lastMs }: MomentsState): void {
		this.#weight = weight;
		this.#squaredWeight = squaredWeight;
		this.#mean = mean;
		this.#squares = squares;
		this.#lastMs = weight === 0 ? Number.NEGATIVE_INFINITY : lastMs;
	}

	/** Weighted mean; 0 before the first sample. */
	get mean(): number {
		return this.#mean;
	}

	/** Standard deviation, unbiased for reliability weights (n - 1 for equal ones); 0 below two samples. */
	get standardDeviation(): number {
		if (this.effectiveSamples <= 1) return 0;
		return Math.sqrt(Math.max(0, this.#squares / (this.#weight - this.#squaredWeight / this.#weight)));
	}

	/** Effective number of samples, (sum w)^2 / sum w^2 (Kish). */
	get effectiveSamples(): number {
		return this.#weight === 0 ? 0 : (this.#weight * this.#weight) / this.#squaredWeight;
	}
}
