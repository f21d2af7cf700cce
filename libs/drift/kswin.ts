import { seededRandom } from "@mdinference/stats";
import type { Detector, DetectorState, DriftAlarm } from "./detector.ts";
import { ksDistance, ksProbability } from "./kolmogorov_smirnov.ts";
import { checkOption, checkSample, checkState, DetectorStateError } from "./refusals.ts";

/** How a KSWIN is set. */
export interface KswinOptions {
	/** Probability of a false alarm at each test. Default: 0.005. */
	alpha?: number;
	/** Samples in the window. Default: 100. */
	windowSize?: number;
	/** How many of the newest are compared with as many of the older ones. Default: 30. */
	statSize?: number;
	/**
	 * The source of randomness for the draw at the n-th sample since the last reset. It is asked by number, so that a
	 * detector restored from a snapshot draws what the original would. Default: `seededRandom` of n.
	 */
	random?: (sample: number) => () => number;
}

/** A snapshot of a KSWIN. */
export interface KswinState extends DetectorState {
	/** Whose snapshot it is. */
	readonly detector: "kswin";
	/** Samples since the last reset. */
	readonly samples: number;
	/** Whether the last update gave an alarm, so that the next one starts afresh. */
	readonly alarmed: boolean;
	/** The window, the oldest sample first. */
	readonly window: readonly number[];
}

/**
 * Kolmogorov-Smirnov windowing: finds any change of a distribution, not only of its mean, for any stream of numbers.
 *
 * Once the window is full, at every sample its newest `statSize` are compared with as many drawn without replacement from
 * the rest. The alarm is given when a two-sample Kolmogorov-Smirnov test (exact, both sides) has a probability of at most
 * `alpha` and the distributions are more than 0.1 apart. Since every sample is a test, false alarms are frequent: alpha is
 * a rate per (strongly dependent) test, not per stream.
 *
 * `recent` is `statSize`; statistic and threshold are distances; the direction is where the newest samples lie at the
 * largest distance.
 *
 * @see Raab, Heusinger and Schleif, "Reactive soft prototype computing for concept drift streams", Neurocomputing 416,
 * 2020; https://riverml.xyz/latest/api/drift/KSWIN/ for the defaults and the least distance
 *
 * @example
 * ```ts
 * import { Kswin } from "@mdinference/drift";
 *
 * const detector = new Kswin();
 * for (let sample = 0; sample < 100; sample++) {
 * 	if (detector.update(sample % 10) !== null) throw new Error("the same ten numbers all the time");
 * }
 * let late = 1;
 * while (detector.update(20 + (late % 10)) === null) late++;
 * if (late > 20) throw new Error("numbers that never were before are found before they are 20");
 * ```
 */
export class Kswin implements Detector {
	/** Which detector it is. */
	readonly name = "kswin";
	readonly #windowSize: number;
	readonly #statSize: number;
	readonly #random: (sample: number) => () => number;
	readonly #leastSteps: number;
	readonly #window: Float64Array;
	readonly #order: Uint32Array;
	readonly #drawn: Float64Array;
	readonly #newest: Float64Array;
	#samples = 0;
	#alarmed = false;

	/**
	 * Starts afresh, or where a snapshot was taken.
	 *
	 * @throws {DetectorOptionError} if an option is out of range
	 * @throws {DetectorStateError} if the state is not a snapshot of a KSWIN with these options
	 */
	constructor(options: KswinOptions = {}, state?: DetectorState) {
		const { alpha = 0.005, windowSize = 100, statSize = 30, random = seededRandom } = options;
		checkOption(this.name, "alpha", alpha, { above: 0, below: 1 });
		checkOption(this.name, "statSize", statSize, { atLeast: 1, whole: true });
		checkOption(this.name, "windowSize", windowSize, { atLeast: 2 * statSize, whole: true });
		this.#windowSize = windowSize;
		this.#statSize = statSize;
		this.#random = random;
		let steps = Math.floor(0.1 * statSize) + 1;
		while (steps <= statSize && ksProbability(statSize, steps) > alpha) steps++;
		this.#leastSteps = steps;
		this.#window = new Float64Array(windowSize);
		this.#order = Uint32Array.from({ length: windowSize - statSize }, (_, index) => index);
		this.#drawn = new Float64Array(statSize);
		this.#newest = new Float64Array(statSize);
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
	 * @returns an alarm, if the newest samples have another distribution
	 * @throws {SampleRefusedError} for NaN and anything beyond 1e100 in size; the state is as before
	 */
	update(value: number): DriftAlarm | null {
		checkSample(this.name, value);
		if (this.#alarmed) this.#reset();
		this.#window[this.#samples % this.#windowSize] = value;
		this.#samples += 1;
		if (this.#samples < this.#windowSize) return null;
		this.#draw();
		const { steps, higher } = ksDistance(this.#drawn.sort(), this.#newest.sort());
		this.#alarmed = steps >= this.#leastSteps;
		if (!this.#alarmed) return null;
		return {
			detector: this.name,
			direction: higher ? "up" : "down",
			statistic: steps / this.#statSize,
			threshold: this.#leastSteps / this.#statSize,
			samples: this.#samples,
			recent: this.#statSize,
		};
	}

	/** All that is needed to go on elsewhere, but for the options. */
	snapshot(): KswinState {
		const length = Math.min(this.#samples, this.#windowSize);
		const oldest = this.#samples - length;
		const window = Array.from({ length }, (_, age) => this.#window[(oldest + age) % this.#windowSize]!);
		return { detector: this.name, samples: this.#samples, alarmed: this.#alarmed, window };
	}

	/** Fills both samples: the newest, and as many of the others as a partial shuffle brings to the front. */
	#draw(): void {
		const random = this.#random(this.#samples);
		const oldest = this.#samples % this.#windowSize;
		const others = this.#order.length;
		for (let index = 0; index < others; index++) this.#order[index] = index;
		for (let index = 0; index < this.#statSize; index++) {
			const other = index + Math.floor(random() * (others - index));
			const picked = this.#order[other]!;
			this.#order[other] = this.#order[index]!;
			this.#drawn[index] = this.#window[(oldest + picked) % this.#windowSize]!;
			this.#newest[index] = this.#window[(oldest + others + index) % this.#windowSize]!;
		}
	}

	#restore(given: DetectorState): void {
		const state = checkState(this.snapshot(), given);
		const length = Math.min(state.samples, this.#windowSize);
		if (state.window.length !== length) {
			throw new DetectorStateError(this.name, "window", `has ${state.window.length} samples, not ${length}`);
		}
		this.#samples = state.samples;
		this.#alarmed = state.alarmed;
		const oldest = this.#samples - length;
		for (const [age, value] of state.window.entries()) {
			this.#window[(oldest + age) % this.#windowSize] = value;
		}
	}

	#reset(): void {
		this.#samples = 0;
		this.#alarmed = false;
	}
}
