/** A verdict as it is kept: right or wrong, and the trust in it. */
export type JudgedAnswer = [correct: boolean, weight: number];

/** The share of errors that was crossed, as an alarm says, and which way. */
export interface CrossedShare {
	/** Share of errors, in [0, 1]. */
	share: number;
	/** Whether there are more errors than that, or fewer. */
	direction: "up" | "down";
}

/** So many answers beyond the share verdicts of full trust must count by themselves: by chance they hardly do. */
const leastExcess = 5;

/**
 * Whether those of full trust among an alarm's verdicts bear it out by themselves: they count some five answers beyond the share,
 * and twice as many as the doubted ones, who may have been told to raise the alarm. Where none is doubted nothing is asked.
 *
 * @param verdicts those that belong to the new regime, as the alarm says
 * @param crossed what it says
 *
 * @example
 * ```ts
 * import { isBorneOut } from "@mdinference/profile";
 *
 * const crossed = { share: 0.1, direction: "up" } as const;
 * const lies = Array.from({ length: 90 }, (): [boolean, number] => [false, 0.02]);
 * if (isBorneOut([...lies, [true, 1]], crossed)) throw new Error("the one of full trust says otherwise");
 * ```
 */
export function isBorneOut(verdicts: readonly JudgedAnswer[], { share, direction }: CrossedShare): boolean {
	const sign = direction === "up" ? 1 : -1;
	let trusted = 0;
	let doubted = 0;
	let isAnyDoubted = false;
	for (const verdict of verdicts) {
		const [correct, weight] = verdict;
		const excess = sign * weight * (Number(!correct) - share);
		if (isTrusted(verdict)) trusted += excess;
		else {
			isAnyDoubted = true;
			doubted += excess;
		}
	}
	return !isAnyDoubted || (trusted > leastExcess && trusted > 2 * doubted);
}

/** Whether a verdict is of full trust. */
export function isTrusted([, weight]: JudgedAnswer): boolean {
	return weight === 1;
}
