/** Two ways to answer the same pictures, held against each other. */
export interface Comparison {
	/** Pictures. */
	count: number;
	/** Pictures that only the second way got right. */
	gained: number;
	/** Pictures that only the first way got right. */
	lost: number;
	/** How much more accurate the second way is, in points of 1. */
	difference: number;
	/** 95 % interval of the difference (of paired shares: the pictures are the same). */
	interval: [number, number];
}

/**
 * Compares which pictures two ways to answer got right.
 *
 * @param first one entry a picture
 * @param second of the same pictures
 * @see Agresti, "Categorical data analysis", 3rd edition, section 11.1 (paired proportions)
 */
export function compareAnswers(first: readonly boolean[], second: readonly boolean[]): Comparison {
	const count = first.length;
	const gained = second.filter((isRight, i) => isRight && !first[i]).length;
	const lost = first.filter((isRight, i) => isRight && !second[i]).length;
	const difference = (gained - lost) / count;
	const half = (1.96 * Math.sqrt(gained + lost - (gained - lost) ** 2 / count)) / count;
	return { count, gained, lost, difference, interval: [difference - half, difference + half] };
}
