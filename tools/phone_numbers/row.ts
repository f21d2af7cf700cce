/** A unit in which something is measured; `times` is a ratio, `count` a number of things. */
export type Unit = "kB" | "MB" | "ms" | "s" | "%" | "times" | "count";

/** What was promised of a figure. */
export type Goal = ({ atMost: number } | { atLeast: number }) & { unit: Unit };

/** One figure, and what was promised of it. */
export interface Row {
	/** What was measured. */
	what: string;
	/** What was promised. */
	goal: Goal;
	/** The figure that the promise is about, in the goal's unit. */
	measured: number;
	/** What else was seen: how often, and between what. */
	spread: string;
}

const decimals: Record<Unit, number> = { kB: 1, MB: 2, ms: 1, s: 2, "%": 2, times: 2, count: 0 };

/** Whether the promise is kept. The figure itself is compared, not what is printed of it. */
export function holds({ goal, measured }: Pick<Row, "goal" | "measured">): boolean {
	return "atMost" in goal ? measured <= goal.atMost : measured >= goal.atLeast;
}

/**
 * A figure with its unit, rounded: `1.38 s`.
 *
 * @example
 * ```ts
 * console.assert(inUnit(99.9, "%") === "99.90 %");
 * ```
 */
export function inUnit(figure: number, unit: Unit): string {
	const number = figure.toFixed(decimals[unit]);
	return unit === "count" ? number : `${number} ${unit}`;
}

/** A promise in words: `at most 1.5 s`. */
export function goalInWords(goal: Goal): string {
	const [word, limit] = "atMost" in goal ? ["at most", goal.atMost] : ["at least", goal.atLeast];
	if (word === "at most" && limit === 0) return "none";
	return goal.unit === "count" ? `${word} ${limit}` : `${word} ${limit} ${goal.unit}`;
}
