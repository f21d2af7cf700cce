/** The time, as the client reads it. Tests and simulations pass their own. */
export interface Clock {
	/** Monotonic time, in milliseconds since any origin. */
	nowMs(): number;
	/** Time of day, in milliseconds since 1970. */
	unixMs(): number;
	/** Calls back once after `delayMs`; what it returns takes that back. */
	after(delayMs: number, callback: () => void): () => void;
}

/**
 * The clock of the machine: `performance.now`, `Date.now` and `setTimeout`.
 *
 * @example
 * ```ts
 * import { systemClock } from "@mdinference/client";
 *
 * const startMs = systemClock.nowMs();
 * if (systemClock.nowMs() < startMs) throw new Error("time never runs backwards");
 * ```
 */
export const systemClock: Clock = {
	nowMs: () => performance.now(),
	unixMs: () => Date.now(),
	after: (delayMs, callback) => {
		const timer = setTimeout(callback, delayMs);
		return () => clearTimeout(timer);
	},
};
