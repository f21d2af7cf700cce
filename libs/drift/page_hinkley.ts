import type { Detector, DetectorState, DriftAlarm } from "./detector.ts";
import { checkOption, checkSample, checkState } from "./refusals.ts";

/** How a Page-Hinkley test is set. */
export interface PageHinkleyOptions {
	/** No alarm before this many samples. Default: 30. */
	minInstances?: number;
	/** Changes of the mean up to this size are let pass, in the unit of the samples. Default: 0.005. */
	delta?: number;
	/** How far a sum must move from its extreme, in the unit of the samples. Default: 50. */
	threshold?: number;
	/** By how much a sum shrinks at each sample. Default: 0.9999. */
	alpha?: number;
	/** Which changes are looked for. Default: "both". */
	mode?: "up" | "down" | "both";
}

/** A snapshot of a Page-Hinkley test. */
export interface PageHinkleyState extends DetectorState {
	/** Whose snapshot it is. */
	readonly detector: "page-hinkley";
	/** Samples since the last reset. */
	readonly samples: number;
	/** Whether the last update gave an alarm, so that the next one starts afresh. */
	readonly alarmed: boolean;
	/** Mean of all samples. */
	readonly mean: number;
	/** Sum of the distances above the mean, less the tolerance. */
	readonly rise: number;
	/** Its least value. */
	readonly leastRise: number;
	/** Samples since then. */
	readonly sinceLeastRise: number;
	/** Sum of the distances above the mean, plus the tolerance. */
	readonly fall: number;
	/** Its greatest value. */
	readonly mostFall: number;
	/** Samples since then. */
	readonly sinceMostFall: number;
}

/**
 * The two-sided Page-Hinkley test: a cumulative sum around the running mean, for any stream of numbers.
 *
 * With the mean of all samples so far (the newest included) and d the newest sample's distance from it,
 * rise <- alpha rise + d - delta and fall <- alpha fall + d + delta. The alarm is given when rise is more than
 * `threshold` above its least value so far, or fall more than that below its greatest. The threshold is in the unit of the
 * samples, so the default of 50 is for numbers like 0 to 8: on a stream of right and wrong it waits for some
 * 50 / (size of the change) labels.
 *
 * `recent` counts from the extreme that the sum has left. With a tolerance far below the noise the sum wanders before the
 * change, so that this may be many samples too early.
 *
 * @see E. S. Page, "Continuous inspection schemes", Biometrika 41, 1954; Sebastião and Fernandes, "Supporting the
 * Page-Hinkley test with empirical mode decomposition for change detection", ISMIS 2017, for both sides;
 * https://riverml.xyz/latest/api/drift/PageHinkley/ for the rule and its defaults
 *
 * @example
 * ```ts
 * import { PageHinkley } from "@mdinference/drift";
 *
 * const detector = new PageHinkley();
 * for (let sample = 0; sample < 1000; sample++) detector.update(sample % 2);
 * let late = 1;
 * let alarm = detector.update(8);
 * while (alarm === null) {
 * 	alarm = detector.update(8);
 * 	late++;
 * }
 * if (late !== 7 || alarm.recent !== 8) throw new Error("found after 7 samples; the last of the old ones was a 1, too");
 * ```
 */
export class PageHinkley implements Detector {
	/** Which detector it is. */
	readonly name = "page-hinkley";
	readonly #minInstances: number;
	readonly #delta: number;
	readonly #threshold: number;
	readonly #alpha: number;
	readonly #mode: "up" | "down" | "both";
	#samples = 0;
	#alarmed = false;
	#mean = 0;
	#rise = 0;
	#leastRise = 0;
	#sinceLeastRise = 0;
	#fall = 0;
	#mostFall = 0;
	#sinceMostFall = 0;

	/**
	 * Starts afresh, or where a snapshot was taken.
	 *
	 * @throws {DetectorOptionError} if an option is out of range
	 * @throws {DetectorStateError} if the state is not a snapshot of a Page-Hinkley test
	 */
	constructor(options: PageHinkleyOptions = {}, state?: DetectorState) {
		const { minInstances = 30, delta = 0.005, threshold = 50, alpha = 0.9999, mode = "both" } = options;
		checkOption(this.name, "minInstances", minInstances, { atLeast: 1, whole: true });
		checkOption(this.name, "delta", delta, { atLeast: 0, below: Number.POSITIVE_INFINITY });
		checkOption(this.name, "threshold", threshold, { above: 0, below: Number.POSITIVE_INFINITY });
		checkOption(this.name, "alpha", alpha, { above: 0, atMost: 1 });
		this.#minInstances = minInstances;
		this.#delta = delta;
		this.#threshold = threshold;
		this.#alpha = alpha;
		this.#mode = mode;
		if (state !== undefined) this.#restore(state);
	}

	/** Samples taken in since the last reset. */
	get samples(): number {
		return this.#samples;
	}

	/**
	 * Takes a sample in.
	 *
	 * @param value the sample, in any unit
	 * @returns an alarm, if the mean has changed
	 * @throws {SampleRefusedError} for NaN and infinities; the state is as before
	 */
	update(value: number): DriftAlarm | null {
		checkSample(this.name, value);
		if (this.#alarmed) this.#reset();
		this.#samples += 1;
		this.#mean += (value - this.#mean) / this.#samples;
		const away = value - this.#mean;
		this.#rise = this.#alpha * this.#rise + away - this.#delta;
		this.#fall = this.#alpha * this.#fall + away + this.#delta;
		this.#sinceLeastRise += 1;
		if (this.#samples === 1 || this.#rise < this.#leastRise) {
			this.#leastRise = this.#rise;
			this.#sinceLeastRise = 0;
		}
		this.#sinceMostFall += 1;
		if (this.#samples === 1 || this.#fall > this.#mostFall) {
			this.#mostFall = this.#fall;
			this.#sinceMostFall = 0;
		}
		if (this.#samples < this.#minInstances) return null;
		const up = this.#mode === "down" ? 0 : this.#rise - this.#leastRise;
		const down = this.#mode === "up" ? 0 : this.#mostFall - this.#fall;
		this.#alarmed = Math.max(up, down) > this.#threshold;
		if (!this.#alarmed) return null;
		return {
			detector: this.name,
			direction: up > down ? "up" : "down",
			statistic: Math.max(up, down),
			threshold: this.#threshold,
			samples: this.#samples,
			recent: up > down ? this.#sinceLeastRise : this.#sinceMostFall,
		};
	}

	/** All that is needed to go on elsewhere, but for the options. */
	snapshot(): PageHinkleyState {
		return {
			detector: this.name,
			samples: this.#samples,
			alarmed: this.#alarmed,
			mean: this.#mean,
			rise: this.#rise,
			leastRise: this.#leastRise,
			sinceLeastRise: this.#sinceLeastRise,
			fall: this.#fall,
			mostFall: this.#mostFall,
			sinceMostFall: this.#sinceMostFall,
		};
	}

	#restore(given: DetectorState): void {
		const state = checkState(this.snapshot(), given);
		this.#samples = state.samples;
		this.#alarmed = state.alarmed;
		this.#mean = state.mean;
		this.#rise = state.rise;
		this.#leastRise = state.leastRise;
		this.#sinceLeastRise = state.sinceLeastRise;
		this.#fall = state.fall;
		this.#mostFall = state.mostFall;
		this.#sinceMostFall = state.sinceMostFall;
	}

	#reset(): void {
		this.#samples = 0;
		this.#alarmed = false;
		this.#mean = 0;
		this.#rise = 0;
		this.#leastRise = 0;
		this.#sinceLeastRise = 0;
		this.#fall = 0;
		this.#mostFall = 0;
		this.#sinceMostFall = 0;
	}
}
