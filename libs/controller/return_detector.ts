/** A snapshot of a return detector. */
export interface ReturnState {
	/** Evidence that the old level is back, as a logarithm of a likelihood ratio. */
	statistic: number;
	/** Samples since it was last zero. */
	since: number;
}

/** Least standard deviation of the logarithms: as in `sharedMachine`, noise below a fifth is not told apart. */
const leastDeviation = 0.2;
/** No single run counts for more, so that one odd run brings nothing back. */
const clip = 4;

/**
 * Notices that a level which an alarm has ended is back. A model that became slow is chosen less, so few runs tell of its
 * recovery; but as the old level is known, few are enough: Page's sum of log likelihood ratios between the old and the new
 * one, both normal with the same deviation.
 *
 * While the new level holds, its average run length is at least `meanRunLength`.
 *
 * @see G. Lorden, "Procedures for reacting to a change in distribution", Annals of Mathematical Statistics 42(6), 1971
 *
 * @example
 * ```ts
 * import { ReturnDetector } from "@mdinference/controller";
 *
 * const detector = new ReturnDetector({ old: { mean: Math.log(33), deviation: 0.1 } });
 * const slow = Math.log(100);
 * for (let run = 0; run < 100; run++) if (detector.update(Math.log(97), slow)) throw new Error("still slow");
 * const back = [1, 2, 3].map(() => detector.update(Math.log(34), slow));
 * if (back.join() !== "false,false,true") throw new Error("three runs are enough");
 * ```
 */
export class ReturnDetector {
	readonly #mean: number;
	readonly #variance: number;
	readonly #threshold: number;
	#statistic = 0;
	#since = 0;

	/** Starts without evidence, or where a snapshot was taken. */
	constructor(
		options: {
			/** Mean and standard deviation of the old level. */
			old: { mean: number; deviation: number };
			/** Samples between two false returns that are wanted on average. Default: 10,000. */
			meanRunLength?: number;
		},
		state?: ReturnState,
	) {
		const { old, meanRunLength = 1e4 } = options;
		this.#mean = old.mean;
		this.#variance = Math.max(leastDeviation, old.deviation) ** 2;
		this.#threshold = Math.log(meanRunLength);
		this.#statistic = state?.statistic ?? 0;
		this.#since = state?.since ?? 0;
	}

	/** The evidence, and what it must reach. */
	get reading(): { statistic: number; threshold: number; samples: number } {
		return { statistic: this.#statistic, threshold: this.#threshold, samples: this.#since };
	}

	/**
	 * Takes a sample in.
	 *
	 * @param value the sample
	 * @param newMean mean of the new level, by what is known of it now
	 * @returns whether the old level is back
	 */
	update(value: number, newMean: number): boolean {
		const ratio = ((value - newMean) ** 2 - (value - this.#mean) ** 2) / (2 * this.#variance);
		this.#statistic = Math.max(0, this.#statistic + Math.max(-clip, Math.min(clip, ratio)));
		this.#since = this.#statistic > 0 ? this.#since + 1 : 0;
		return this.#statistic >= this.#threshold;
	}

	/** All that is needed to go on elsewhere, but for the options. */
	snapshot(): ReturnState {
		return { statistic: this.#statistic, since: this.#since };
	}
}
