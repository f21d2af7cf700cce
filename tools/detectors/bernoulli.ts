import type { Random } from "@mdinference/stats";

/**
 * Right and wrong answers of a model (1 = wrong) whose error rate may change.
 *
 * @param random source of uniform numbers
 * @param length number of answers
 * @param rateAt error rate at the n-th answer, 0 to 1
 */
export function bernoulliErrors(
	random: Random,
	length: number,
	rateAt: (label: number) => number,
): Float64Array {
	return Float64Array.from({ length }, (_, label) => Number(random() < rateAt(label)));
}
