/** What is left of an SLA for a model to run in. */
export interface Budget {
	/** Tbudget = Tsla - Tnw, in milliseconds; not positive when the network took all of the SLA. */
	budgetMs: number;
	/** Whether nothing is left. */
	exhausted: boolean;
}

/** Thrown for a time that cannot be one. */
export class InvalidTimeError extends Error {
	/** Which time. */
	readonly field: string;
	/** What was given. */
	readonly value: number;

	/** Names the time and what it was. */
	constructor(field: string, value: number) {
		super(`${field} must be a time in milliseconds, 0 or more, not ${value}`);
		this.name = "InvalidTimeError";
		this.field = field;
		this.value = value;
	}
}

/**
 * The time that is left for the model: the SLA less the estimated network time.
 *
 * @param slaMs Tsla, in milliseconds; infinite where there is no SLA
 * @param networkMs Tnw, both ways, in milliseconds
 * @throws {InvalidTimeError} for NaN, a negative time, or an infinite network time
 * @see the paper, section IV-D
 *
 * @example
 * ```ts
 * import { budget } from "@mdinference/selection";
 *
 * if (budget(250, 100).budgetMs !== 150) throw new Error("250 - 100 = 150");
 * if (!budget(100, 100).exhausted) throw new Error("the network took the whole SLA");
 * ```
 */
export function budget(slaMs: number, networkMs: number): Budget {
	if (!(slaMs >= 0)) throw new InvalidTimeError("slaMs", slaMs);
	if (!(networkMs >= 0 && networkMs < Number.POSITIVE_INFINITY)) {
		throw new InvalidTimeError("networkMs", networkMs);
	}
	const budgetMs = slaMs - networkMs;
	return { budgetMs, exhausted: budgetMs <= 0 };
}
