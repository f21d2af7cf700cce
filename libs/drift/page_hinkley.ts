import type { Detector, DetectorState, DriftAlarm } from "./detector.ts";
import { checkOption, checkSample, checkState, type Mutable } from "./refusals.ts";

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
	#state: Mutable<PageHinkleyState>;

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
		this.#state = state === undefined ? fresh() : { ...checkState(fresh(), state) };
	}

	/** Samples taken in since the last reset. */
	get samples(): number {
		return this.#state.samples;
	}

	/**
	 * Takes a sample in.
	 *
	 * @param value the sample, in any unit
	 * @returns an alarm, if the mean has changed
	 * @throws {SampleRefusedError} for NaN and anything beyond 1e100 in size; the state is as before
	 */
	update(value: number): DriftAlarm | null {
		checkSample(this.name, value);
		if (this.#state.alarmed) this.#state = fresh();
		const state = this.#state;
		state.samples += 1;
		state.mean += (value - state.mean) / state.samples;
		const away = value - state.mean;
		state.rise = this.#alpha * state.rise + away - this.#delta;
		state.fall = this.#alpha * state.fall + away + this.#delta;
		state.sinceLeastRise += 1;
		if (state.samples === 1 || state.rise < state.leastRise) {
			state.leastRise = state.rise;
			state.sinceLeastRise = 0;
		}
		state.sinceMostFall += 1;
		if (state.samples === 1 || state.fall > state.mostFall) {
			state.mostFall = state.fall;
			state.sinceMostFall = 0;
		}
		if (state.samples < this.#minInstances) return null;
		const up = this.#mode === "down" ? 0 : state.rise - state.leastRise;
		const down = this.#mode === "up" ? 0 : state.mostFall - state.fall;
		state.alarmed = Math.max(up, down) > this.#threshold;
		if (!state.alarmed) return null;
		return {
			detector: this.name,
			direction: up > down ? "up" : "down",
			statistic: Math.max(up, down),
			threshold: this.#threshold,
			samples: state.samples,
			recent: up > down ? state.sinceLeastRise : state.sinceMostFall,
		};
	}

	/** All that is needed to go on elsewhere, but for the options. */
	snapshot(): PageHinkleyState {
		return { ...this.#state };
	}
}

function fresh(): PageHinkleyState {
	return {
		detector: "page-hinkley",
		samples: 0,
		alarmed: false,
		mean: 0,
		rise: 0,
		leastRise: 0,
		sinceLeastRise: 0,
		fall: 0,
		mostFall: 0,
		sinceMostFall: 0,
	};
}
