/** How quickly old samples lose their weight. */
export interface Forgetting {
	/** Time after which a sample counts half, in milliseconds. Default: 30,000. */
	halfLifeMs?: number;
	/**
	 * Forgetting stops where it would leave less than this many new samples' worth of weight, so that under sparse
	 * traffic a new sample never weighs more than 1 / (keep + 1) of the whole. Default: 29.
	 */
	keep?: number;
}

/** Thrown for a way of forgetting that cannot be. */
export class InvalidForgettingError extends Error {
	/** The option that is wrong. */
	readonly field: keyof Forgetting;
	/** What it was. */
	readonly value: number;

	/** Names the option, what it must be, and what it was. */
	constructor(field: keyof Forgetting, expected: string, value: number) {
		super(`${field} must be ${expected}, not ${value}`);
		this.name = "InvalidForgettingError";
		this.field = field;
		this.value = value;
	}
}

/** Thrown when a statistic is given something that is not a finite number. */
export class NotFiniteError extends Error {
	/** What was given. */
	readonly value: number;

	/** Names the quantity and what it was. */
	constructor(quantity: string, value: number) {
		super(`${quantity} must be a finite number, not ${value}`);
		this.name = "NotFiniteError";
		this.value = value;
	}
}

/**
 * The factor by which the weights of old samples shrink when a new one of weight 1 arrives.
 *
 * @param elapsedMs time since the previous sample, in milliseconds; a clock that went back counts as no time
 * @param totalWeight weight of all earlier samples, in units of a new sample
 * @returns a factor in [0, 1]; 0 only where nothing is to be kept
 * @throws {InvalidForgettingError} for a half-life that is not above 0, or a `keep` below 0
 *
 * @example
 * ```ts
 * import { forgettingFactor } from "@mdinference/stats";
 *
 * if (forgettingFactor(30_000, 100) !== 0.5) throw new Error("30 s are one half-life");
 * if (forgettingFactor(3_600_000, 29) !== 1) throw new Error("the last 29 samples are kept");
 * ```
 */
export function forgettingFactor(elapsedMs: number, totalWeight: number, options: Forgetting = {}): number {
	const { halfLifeMs, keep } = checkForgetting(options);
	if (totalWeight <= keep) return 1;
	return Math.max(2 ** (-Math.max(0, elapsedMs) / halfLifeMs), keep / totalWeight);
}

/**
 * Fills in the defaults.
 *
 * @throws {InvalidForgettingError} for a half-life that is not above 0, or a `keep` below 0
 */
export function checkForgetting({ halfLifeMs = 30_000, keep = 29 }: Forgetting): Required<Forgetting> {
	if (!(halfLifeMs > 0)) throw new InvalidForgettingError("halfLifeMs", "a number above 0", halfLifeMs);
	if (!(keep >= 0)) throw new InvalidForgettingError("keep", "a number, 0 or more", keep);
	return { halfLifeMs, keep };
}
