import type { Detector, DetectorState, DriftAlarm } from "./detector.ts";
import { checkOption, checkSample, checkState, DetectorStateError, type Mutable } from "./refusals.ts";

/** How a DDM is set. */
export interface DdmOptions {
	/** No alarm up to this many samples. Default: 30. */
	warmStart?: number;
	/** Standard deviations above the best error rate at which the new regime is taken to begin. Default: 2. */
	warningThreshold?: number;
	/** Standard deviations above it at which the alarm is given. Default: 3. */
	driftThreshold?: number;
}

/** A snapshot of a DDM. */
export interface DdmState extends DetectorState {
	/** Whose snapshot it is. */
	readonly detector: "ddm";
	/** Samples since the last reset. */
	readonly samples: number;
	/** Whether the last update gave an alarm, so that the next one starts afresh. */
	readonly alarmed: boolean;
	/** Error rate. */
	readonly error: number;
	/** The error rate and its standard deviation where their sum was least; empty up to the warm start. */
	readonly best: readonly number[];
	/** Samples since the warning began; 0 without one. */
	readonly sinceWarning: number;
}

/**
 * The drift detection method: watches a learner's errors (1 = wrong, 0 = right), which should become rarer as it learns.
 *
 * With p the error rate of all n samples and s = sqrt(p (1 - p) / n), it remembers p and s where p + s was least. From the
 * first sample after the warm start on, the alarm is given when p + s exceeds that p by more than `driftThreshold` of that
 * s. It finds rising error rates only, and the longer it was quiet the slower: p is the mean of everything. A model that
 * was never wrong has s = 0, so that its first error is an alarm; that is the published rule.
 *
 * `recent` counts from where p + s exceeded `warningThreshold`.
 *
 * @see Gama, Medas, Castillo and Rodrigues, "Learning with drift detection", SBIA 2004;
 * https://riverml.xyz/latest/api/drift/binary/DDM/ for the defaults
 *
 * @example
 * ```ts
 * import { Ddm } from "@mdinference/drift";
 *
 * const detector = new Ddm();
 * for (let label = 0; label < 500; label++) {
 * 	if (detector.update(label % 10 === 0 ? 1 : 0) !== null) throw new Error("one in ten, all the time");
 * }
 * let wrong = 1;
 * while (detector.update(wrong % 2) === null) wrong++;
 * if (wrong !== 35) throw new Error("half of them wrong is found after 35 labels");
 * ```
 */
export class Ddm implements Detector {
	/** Which detector it is. */
	readonly name = "ddm";
	readonly #warmStart: number;
	readonly #warningThreshold: number;
	readonly #driftThreshold: number;
	#state: Mutable<DdmState>;

	/**
	 * Starts afresh, or where a snapshot was taken.
	 *
	 * @throws {DetectorOptionError} if an option is out of range
	 * @throws {DetectorStateError} if the state is not a snapshot of a DDM
	 */
	constructor(options: DdmOptions = {}, state?: DetectorState) {
		const { warmStart = 30, warningThreshold = 2, driftThreshold = 3 } = options;
		checkOption(this.name, "warmStart", warmStart, { atLeast: 0, whole: true });
		checkOption(this.name, "driftThreshold", driftThreshold, { above: 0, below: Number.POSITIVE_INFINITY });
		checkOption(this.name, "warningThreshold", warningThreshold, { above: 0, atMost: driftThreshold });
		this.#warmStart = warmStart;
		this.#warningThreshold = warningThreshold;
		this.#driftThreshold = driftThreshold;
		this.#state = state === undefined ? fresh() : { ...checkState(fresh(), state) };
		const { length } = this.#state.best;
		if (length !== 0 && length !== 2) {
			throw new DetectorStateError(this.name, "best", `has ${length} entries, not none or two`);
		}
	}

	/** Samples taken in since the last reset. */
	get samples(): number {
		return this.#state.samples;
	}

	/**
	 * Takes a label in.
	 *
	 * @param value 1 for a wrong answer, 0 for a right one; or anything between
	 * @returns an alarm, if errors have become more frequent
	 * @throws {SampleRefusedError} for anything outside [0, 1]; the state is as before
	 */
	update(value: number): DriftAlarm | null {
		checkSample(this.name, value, 0, 1);
		if (this.#state.alarmed) this.#state = fresh();
		const state = this.#state;
		state.samples += 1;
		state.error += (value - state.error) / state.samples;
		if (state.samples <= this.#warmStart) return null;
		const deviation = Math.sqrt(Math.max(0, state.error * (1 - state.error)) / state.samples);
		const level = state.error + deviation;
		const [lastBest = level, lastDeviation = 0] = state.best;
		if (level <= lastBest + lastDeviation) state.best = [state.error, deviation];
		const [best, bestDeviation] = state.best as [number, number];
		state.sinceWarning = level > best + this.#warningThreshold * bestDeviation ? state.sinceWarning + 1 : 0;
		const threshold = best + this.#driftThreshold * bestDeviation;
		state.alarmed = level > threshold;
		if (!state.alarmed) return null;
		return {
			detector: this.name,
			direction: "up",
			statistic: level,
			threshold,
			samples: state.samples,
			recent: state.sinceWarning,
		};
	}

	/** All that is needed to go on elsewhere, but for the options. */
	snapshot(): DdmState {
		return { ...this.#state };
	}
}

function fresh(): DdmState {
	return { detector: "ddm", samples: 0, alarmed: false, error: 0, best: [], sinceWarning: 0 };
}
