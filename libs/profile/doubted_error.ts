/**
 * The error that a label speaks of, by the trust in it: w wrong + (1 - w) expected. A label of no trust says what is
 * expected, one of full trust what it says itself, 1 or 0.
 *
 * @param expected share of errors that is expected, in [0, 1]
 * @param label whether the answer was right, and the trust in whoever says so, in [0, 1]
 * @returns an error in [0, 1]
 *
 * @example
 * ```ts
 * import { doubtedError } from "@mdinference/profile";
 *
 * if (doubtedError(0.1, { correct: false, weight: 1 }) !== 1) throw new Error("trusted");
 * if (doubtedError(0.1, { correct: false, weight: 0.5 }) !== 0.55) throw new Error("half way to what is expected");
 * ```
 */
export function doubtedError(
	expected: number,
	{ correct, weight }: { correct: boolean; weight: number },
): number {
	return (correct ? 0 : weight) + (1 - weight) * expected;
}
