import type { Detector, DetectorState, DriftAlarm } from "./detector.ts";
import { checkOption, checkSample, checkState, DetectorStateError } from "./refusals.ts";

/** How an ADWIN is set. */
export interface AdwinOptions {
	/** Confidence: the smaller, the fewer false alarms. Default: 0.002. */
	delta?: number;
	/** The window is tested once in so many samples. Default: 32. */
	clock?: number;
	/** Buckets of one size that are kept before two of them become one. Default: 5. */
	maxBuckets?: number;
	/** Samples that each side of a cut must have. Default: 5. */
	minWindowLength?: number;
	/** No test up to this many samples. Default: 10. */
	gracePeriod?: number;
}

/** A snapshot of an ADWIN. The buckets are listed from the smallest to the largest, of one size from old to new. */
export interface AdwinState extends DetectorState {
	/** Whose snapshot it is. */
	readonly detector: "adwin";
	/** Samples since the last reset. */
	readonly samples: number;
	/** Whether the last update gave an alarm, so that the next one starts afresh. */
	readonly alarmed: boolean;
	/** Samples in the window. */
	readonly width: number;
	/** Their sum. */
	readonly total: number;
	/** Their squared distances from their mean, summed. */
	readonly squares: number;
	/** How many buckets there are of 1, 2, 4, ... samples. */
	readonly counts: readonly number[];
	/** Each bucket's sum. */
	readonly totals: readonly number[];
	/** Each bucket's squared distances from its mean, summed. */
	readonly bucketSquares: readonly number[];
}

/** The buckets of one size, the oldest first: each the sum of its samples and their squared distances from their mean. */
interface Row {
	totals: number[];
	squares: number[];
}

/** A cut of the window at which the means of both sides differ by more than chance allows. */
interface Cut {
	direction: "up" | "down";
	difference: number;
	allowed: number;
}

/**
 * Adaptive windowing: keeps as long a window as has no cut at which the older and the newer part differ in mean, for any
 * stream of numbers.
 *
 * The window is an exponential histogram: at most `maxBuckets` buckets of 1, 2, 4, ... samples, so that a million samples
 * need about a hundred buckets. Once in `clock` samples every cut between two buckets is tested: with n0 and n1 samples on
 * its sides, variance v and width n of the whole, m = 1 / (n0 - minWindowLength + 1) + 1 / (n1 - minWindowLength + 1) and
 * d = ln(2 ln(n) / delta), the means may differ by sqrt(2 m v d) + 2/3 m d. If they differ by more, the oldest bucket goes
 * and the tests begin again; that is the alarm, and `recent` is the window that stays. Soon after a change it still
 * has samples from before: buckets go whole, and only while the difference is certain.
 *
 * The rule and its defaults are river's as of 2026, which tests every cut; its earlier versions pass over the last bucket
 * of each size and so give some alarms later.
 *
 * @see Bifet and Gavaldà, "Learning from time-changing data with adaptive windowing", SDM 2007, section 4 and
 * https://riverml.xyz/latest/api/drift/ADWIN/ for the defaults
 *
 * @example
 * ```ts
 * import { Adwin } from "@mdinference/drift";
 *
 * const detector = new Adwin();
 * for (let sample = 0; sample < 1000; sample++) detector.update(sample % 2);
 * let late = 1;
 * while (detector.update(4 + (late % 4)) === null) late++;
 * if (late !== 24) throw new Error("found at the next test, after 1024 samples");
 * ```
 */
export class Adwin implements Detector {
	/** Which detector it is. */
	readonly name = "adwin";
	readonly #delta: number;
	readonly #clock: number;
	readonly #maxBuckets: number;
	readonly #minWindowLength: number;
	readonly #gracePeriod: number;
	#samples = 0;
	#alarmed = false;
	#width = 0;
	#total = 0;
	#squares = 0;
	#rows: Row[] = [];

	/**
	 * Starts afresh, or where a snapshot was taken.
	 *
	 * @throws {DetectorOptionError} if an option is out of range
	 * @throws {DetectorStateError} if the state is not a snapshot of an ADWIN with these options
	 */
	constructor(options: AdwinOptions = {}, state?: DetectorState) {
		const { delta = 0.002, clock = 32, maxBuckets = 5, minWindowLength = 5, gracePeriod = 10 } = options;
		checkOption(this.name, "delta", delta, { above: 0, atMost: 1 });
		checkOption(this.name, "clock", clock, { atLeast: 1, whole: true });
		checkOption(this.name, "maxBuckets", maxBuckets, { atLeast: 1, whole: true });
		checkOption(this.name, "minWindowLength", minWindowLength, { atLeast: 1, whole: true });
		checkOption(this.name, "gracePeriod", gracePeriod, { atLeast: 0, whole: true });
		this.#delta = delta;
		this.#clock = clock;
		this.#maxBuckets = maxBuckets;
		this.#minWindowLength = minWindowLength;
		this.#gracePeriod = gracePeriod;
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
	 * @returns an alarm, if the window had to be cut
	 * @throws {SampleRefusedError} for NaN and anything beyond 1e100 in size; the state is as before
	 */
	update(value: number): DriftAlarm | null {
		checkSample(this.name, value);
		if (this.#alarmed) this.#reset();
		this.#samples += 1;
		this.#insert(value);
		if (this.#samples % this.#clock !== 0 || this.#width <= this.#gracePeriod) return null;
		const cut = this.#findCut();
		if (cut === null) return null;
		for (let next: Cut | null = cut; next !== null; next = this.#findCut()) this.#dropOldest();
		this.#alarmed = true;
		return {
			detector: this.name,
			direction: cut.direction,
			statistic: cut.difference,
			threshold: cut.allowed,
			samples: this.#samples,
			recent: this.#width,
		};
	}

	/** All that is needed to go on elsewhere, but for the options. */
	snapshot(): AdwinState {
		return {
			detector: this.name,
			samples: this.#samples,
			alarmed: this.#alarmed,
			width: this.#width,
			total: this.#total,
			squares: this.#squares,
			counts: this.#rows.map(({ totals }) => totals.length),
			totals: this.#rows.flatMap(({ totals }) => totals),
			bucketSquares: this.#rows.flatMap(({ squares }) => squares),
		};
	}

	#insert(value: number): void {
		if (this.#width > 0) {
			const away = value - this.#total / this.#width;
			this.#squares += (away * away * this.#width) / (this.#width + 1);
		}
		this.#width += 1;
		this.#total += value;
		let sum = value;
		let squares = 0;
		for (let size = 1, level = 0; ; size *= 2, level++) {
			if (level === this.#rows.length) this.#rows.push({ totals: [], squares: [] });
			const row = this.#rows[level]!;
			row.totals.push(sum);
			row.squares.push(squares);
			if (row.totals.length <= this.#maxBuckets) return;
			const [first, second] = [row.totals.shift()!, row.totals.shift()!];
			const apart = (first - second) / size;
			sum = first + second;
			squares = row.squares.shift()! + row.squares.shift()! + (apart * apart * size) / 2;
		}
	}

	/** The oldest cut at which the two sides differ by more than is allowed. */
	#findCut(): Cut | null {
		const spread = Math.log((2 * Math.log(this.#width)) / this.#delta);
		const variance = this.#squares / this.#width;
		const least = this.#minWindowLength;
		let oldLength = 0;
		let oldTotal = 0;
		for (let level = this.#rows.length - 1; level >= 0; level--) {
			const size = 2 ** level;
			for (const sum of this.#rows[level]!.totals) {
				oldLength += size;
				oldTotal += sum;
				const newLength = this.#width - oldLength;
				if (newLength < least) return null;
				if (oldLength < least) continue;
				const rise = (this.#total - oldTotal) / newLength - oldTotal / oldLength;
				const inverse = 1 / (oldLength - least + 1) + 1 / (newLength - least + 1);
				const allowed = Math.sqrt(2 * inverse * variance * spread) + (2 / 3) * inverse * spread;
				if (Math.abs(rise) > allowed) {
					return { direction: rise > 0 ? "up" : "down", difference: Math.abs(rise), allowed };
				}
			}
		}
		return null;
	}

	#dropOldest(): void {
		const size = 2 ** (this.#rows.length - 1);
		const oldest = this.#rows.at(-1)!;
		const sum = oldest.totals.shift()!;
		this.#width -= size;
		this.#total -= sum;
		const away = sum / size - this.#total / this.#width;
		const between = (away * away * size * this.#width) / (size + this.#width);
		this.#squares = Math.max(0, this.#squares - oldest.squares.shift()! - between);
		while (this.#rows.at(-1)?.totals.length === 0) this.#rows.pop();
	}

	#restore(given: DetectorState): void {
		const state = checkState(this.snapshot(), given);
		const buckets = state.counts.reduce((sum, count) => sum + count, 0);
		if (state.counts.some((count) => count < 0 || count > this.#maxBuckets || !Number.isInteger(count))) {
			throw new DetectorStateError(this.name, "counts", `exceeds ${this.#maxBuckets} buckets of a size`);
		}
		for (const field of ["totals", "bucketSquares"] as const) {
			if (state[field].length === buckets) continue;
			throw new DetectorStateError(
				this.name,
				field,
				`has ${state[field].length} entries for ${buckets} buckets`,
			);
		}
		this.#samples = state.samples;
		this.#alarmed = state.alarmed;
		this.#width = state.width;
		this.#total = state.total;
		this.#squares = state.squares;
		let start = 0;
		this.#rows = state.counts.map((count) => {
			const [from, to] = [start, start + count];
			start = to;
			return { totals: state.totals.slice(from, to), squares: state.bucketSquares.slice(from, to) };
		});
	}

	#reset(): void {
		this.#samples = 0;
		this.#alarmed = false;
		this.#width = 0;
		this.#total = 0;
		this.#squares = 0;
		this.#rows = [];
	}
}
