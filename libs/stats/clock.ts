/** Times may come this much out of order, in milliseconds; one further back means that the clock was set. */
const outOfOrderMs = 60_000;

/**
 * The time from which to count on: the later of two, but the new one where the clock was set back, as nothing would
 * happen until the old time is reached again.
 *
 * @example
 * ```ts
 * import { laterOf } from "@mdinference/stats";
 *
 * if (laterOf(3_600_000, 3_599_000) !== 3_600_000) throw new Error("a second back is disorder");
 * if (laterOf(3_600_000, 1000) !== 1000) throw new Error("an hour back is a clock that was set");
 * ```
 */
export function laterOf(lastMs: number, atMs: number): number {
	return wasSetBack(lastMs, atMs) ? atMs : Math.max(lastMs, atMs);
}

/**
 * Whether a duration is over. It is also over where the clock was set back since it began, as nobody knows how long ago
 * that is.
 *
 * @example
 * ```ts
 * import { isOver } from "@mdinference/stats";
 *
 * const minute = { sinceMs: 3_600_000, durationMs: 60_000 };
 * if (isOver(minute, 3_659_999) || !isOver(minute, 3_660_000)) throw new Error("it takes 60,000 ms");
 * if (!isOver(minute, 1000)) throw new Error("the clock was set back an hour");
 * ```
 */
export function isOver(
	{ sinceMs, durationMs }: { sinceMs: number; durationMs: number },
	atMs: number,
): boolean {
	return atMs >= sinceMs + durationMs || wasSetBack(sinceMs, atMs);
}

function wasSetBack(lastMs: number, atMs: number): boolean {
	return atMs < lastMs - outOfOrderMs;
}
