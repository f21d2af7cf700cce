import type { Detector, DetectorState, DriftAlarm } from "./detector.ts";
import { checkOption, checkSample, checkState, DetectorStateError } from "./refusals.ts";

/** The bets that are placed side by side: small ones find small changes, large ones find large changes sooner. */
const bets = [0.05, 0.1, 0.2, 0.4, 0.8] as const;

/** How an e-detector is set. */
export interface EDetectorOptions {
	/** Error rate that is expected, 0 to 1: the published one, or the current estimate. */
	publishedError: number;
	/**
	 * Samples between two false alarms that are wanted on average, at least. Where n detectors watch side by side, give
	 * each n times what the whole fleet shall have. Default: 10,000.
	 */
	meanRunLength?: number;
	/** Changes up to this size are let pass, in units of error rate. Default: 0.02. */
	margin?: number;
	/** "up": alarm when errors become more frequent; "down": when they become rarer. Default: "up". */
	direction?: "up" | "down";
}

/** A snapshot of an e-detector; the lists have an entry for each bet. */
export interface EDetectorState extends DetectorState {
	/** Whose snapshot it is. */
	readonly detector: "e-detector";
	/** Samples since the last reset. */
	readonly samples: number;
	/** Whether the last update gave an alarm, so that the next one starts afresh. */
	readonly alarmed: boolean;
	/** ln(M + 1), the logarithm of what each bet would be worth with one more stake. */
	readonly logStaked: readonly number[];
	/** Logarithm of the best single restart's worth. */
	readonly logBest: readonly number[];
	/** Samples since that restart. */
	readonly sinceBest: readonly number[];
}

/**
 * Watches a model's errors (1 = wrong, 0 = right) with a bound on false alarms that is a theorem: as long as the error
 * rate, given all that came before, does not exceed p = published error + margin, the average number of samples up to
 * the first alarm is at least `meanRunLength`, for any dependence between samples and any length of run.
 *
 * Before each sample a new unit is staked on "the rate is above p from here on": for each bet l in {.05, .1, .2, .4, .8},
 * M <- (M + 1) (1 + l (x - p) / p). At a rate of p the factor is 1 on average, so M cannot outgrow the number of samples
 * but by luck; above p it grows exponentially. The alarm is given when the mean of the five reaches `meanRunLength`.
 * The arithmetic is done with ln(M + 1), which starts at 0 and does not overflow.
 *
 * `recent` counts from the restart that has earned most, by the bet that has: the likeliest place of the change.
 *
 * @see Shin, Ramdas and Rinaldo, "E-detectors: a nonparametric framework for sequential change detection", New England
 * Journal of Statistics in Data Science 2(2), 2024, https://arxiv.org/abs/2203.03532: definition 2.2, theorem 2.4 and
 * the mixtures of section 3
 *
 * @example
 * ```ts
 * import { EDetector } from "@mdinference/drift";
 *
 * const detector = new EDetector({ publishedError: 0.1 });
 * for (let label = 0; label < 500; label++) {
 * 	if (detector.update(label % 10 === 0 ? 1 : 0) !== null) throw new Error("one in ten is as published");
 * }
 * let wrong = 1;
 * while (detector.update(wrong % 2) === null) wrong++;
 * if (wrong !== 21) throw new Error("half of them wrong is found after 21 labels");
 * ```
 */
export class EDetector implements Detector {
	/** Which detector it is. */
	readonly name = "e-detector";
	readonly #direction: "up" | "down";
	readonly #p: number;
	readonly #threshold: number;
	#samples = 0;
	#alarmed = false;
	readonly #logStaked: Float64Array = new Float64Array(bets.length);
	readonly #logBest: Float64Array = new Float64Array(bets.length);
	readonly #sinceBest: Float64Array = new Float64Array(bets.length);

	/**
	 * Starts afresh, or where a snapshot was taken.
	 *
	 * @throws {DetectorOptionError} if an option is out of range
	 * @throws {DetectorStateError} if the state is not a snapshot of an e-detector
	 */
	constructor(options: EDetectorOptions, state?: DetectorState) {
		const { publishedError, meanRunLength = 1e4, margin = 0.02, direction = "up" } = options;
		checkOption(this.name, "publishedError", publishedError, { atLeast: 0, atMost: 1 });
		checkOption(this.name, "meanRunLength", meanRunLength, { above: 1, below: Number.POSITIVE_INFINITY });
		checkOption(this.name, "margin", margin, { atLeast: 0, below: 1 });
		const expected = direction === "up" ? publishedError : 1 - publishedError;
		checkOption(this.name, "publishedError plus margin", expected + margin, { above: 0 });
		this.#direction = direction;
		this.#p = Math.min(1, expected + margin);
		this.#threshold = meanRunLength;
		if (state !== undefined) this.#restore(state);
	}

	/** Samples taken in since the last reset. */
	get samples(): number {
		return this.#samples;
	}

	/**
	 * Takes a label in.
	 *
	 * @param value 1 for a wrong answer, 0 for a right one; or anything between
	 * @returns an alarm, if the error rate has left what was expected
	 * @throws {SampleRefusedError} for anything outside [0, 1]; the state is as before
	 */
	update(value: number): DriftAlarm | null {
		checkSample(this.name, value, 0, 1);
		if (this.#alarmed) this.#reset();
		this.#samples += 1;
		const x = this.#direction === "up" ? value : 1 - value;
		const excess = (x - this.#p) / this.#p;
		let sum = 0;
		let leader = 0;
		for (let bet = 0; bet < bets.length; bet++) {
			const logFactor = Math.log1p(bets[bet]! * excess);
			const logWorth = this.#logStaked[bet]! + logFactor;
			const worth = Math.exp(logWorth);
			sum += worth;
			this.#logStaked[bet] = Number.isFinite(worth) ? Math.log1p(worth) : logWorth;
			const earns = this.#logBest[bet]! > 0;
			this.#logBest[bet] = (earns ? this.#logBest[bet]! : 0) + logFactor;
			this.#sinceBest[bet] = earns ? this.#sinceBest[bet]! + 1 : 1;
			if (this.#logBest[bet]! > this.#logBest[leader]!) leader = bet;
		}
		const statistic = sum / bets.length;
		this.#alarmed = statistic >= this.#threshold;
		if (!this.#alarmed) return null;
		return {
			detector: this.name,
			direction: this.#direction,
			statistic,
			threshold: this.#threshold,
			samples: this.#samples,
			recent: this.#sinceBest[leader]!,
		};
	}

	/** All that is needed to go on elsewhere, but for the options. */
	snapshot(): EDetectorState {
		return {
			detector: this.name,
			samples: this.#samples,
			alarmed: this.#alarmed,
			logStaked: [...this.#logStaked],
			logBest: [...this.#logBest],
			sinceBest: [...this.#sinceBest],
		};
	}

	#restore(given: DetectorState): void {
		const state = checkState(this.snapshot(), given);
		for (const field of ["logStaked", "logBest", "sinceBest"] as const) {
			if (state[field].length === bets.length) continue;
			throw new DetectorStateError(
				this.name,
				field,
				`has ${state[field].length} entries, not ${bets.length}`,
			);
		}
		this.#samples = state.samples;
		this.#alarmed = state.alarmed;
		this.#logStaked.set(state.logStaked);
		this.#logBest.set(state.logBest);
		this.#sinceBest.set(state.sinceBest);
	}

	#reset(): void {
		this.#samples = 0;
		this.#alarmed = false;
		this.#logStaked.fill(0);
		this.#logBest.fill(0);
		this.#sinceBest.fill(0);
	}
}
