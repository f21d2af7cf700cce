/**
 * What a stranger's label weighs where nothing is set: labels of weight w, however many, weigh 1,000 w together, so 20 against the
 * 50 of the published accuracy. What strangers alone claim moves an accuracy by 29 % of the way at most.
 */
export const strangersWeight = 0.02;

/**
 * How much a label counts: as is set for its source, or for all sources (`*`); else 1 of the operator, and of anybody else
 * {@link strangersWeight}.
 *
 * @param configured weights by source, each in (0, 1]
 * @returns the weight of a source's label, in (0, 1]
 *
 * @example
 * ```ts
 * const weight = labelWeight({ lab: 0.5 });
 * if (weight("lab", false) !== 0.5) throw new Error("it is set, whoever sends it");
 * if (weight("user", true) !== 1) throw new Error("the operator is believed");
 * if (weight("user", false) !== 0.02) throw new Error("strangers are not");
 * ```
 */
export function labelWeight(
	configured: Readonly<Record<string, number>>,
): (source: string, isOperators: boolean) => number {
	// Not the object itself: it has a "constructor", too, and anybody may call a source that.
	const weights = new Map(Object.entries(configured));
	return (source, isOperators) =>
		weights.get(source) ?? weights.get("*") ?? (isOperators ? 1 : strangersWeight);
}
