import { setImmediate, setTimeout } from "node:timers/promises";

/** Timers may come this late, in milliseconds; the rest is waited for by looking at the clock. */
const timerErrorMs = 2;

/** Waits for a time of `performance.now()`, to a fraction of a millisecond; costs a core for the last two. */
export async function waitUntil(atMs: number): Promise<void> {
	const restMs = atMs - performance.now() - timerErrorMs;
	if (restMs > 0) await setTimeout(restMs);
	while (performance.now() < atMs) await setImmediate();
}
