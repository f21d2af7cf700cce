const firstMs = 1_000;

/** Longest time between two attempts, in milliseconds. */
export const longestBackoffMs = 300_000;

/**
 * How long to wait after failures in a row: twice as long after each, at most five minutes, and of that a random part
 * between a half and the whole, so that clients that failed together do not come back together.
 *
 * @param failures in a row, from 1
 * @param random uniform in [0, 1)
 * @returns milliseconds
 * @see https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/ "equal jitter"
 */
export function backoffMs(failures: number, random: () => number): number {
	const wholeMs = Math.min(longestBackoffMs, firstMs * 2 ** (failures - 1));
	return wholeMs / 2 + (random() * wholeMs) / 2;
}
