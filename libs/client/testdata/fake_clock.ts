import type { Clock } from "../clock.ts";

/** A clock that stands still until it is told to move. */
export interface FakeClock extends Clock {
	/** Moves the time on, running what is due in its order, and all promises that follow from it. */
	advance(byMs: number): Promise<void>;
	/** Timers that wait. */
	pending(): number;
}

/** Makes a clock for tests. */
export function fakeClock(): FakeClock {
	let nowMs = 0;
	let timers: { atMs: number; callback: () => void }[] = [];
	return {
		nowMs: () => nowMs,
		unixMs: () => 1_700_000_000_000 + nowMs,
		after(delayMs, callback) {
			const timer = { atMs: nowMs + delayMs, callback };
			timers.push(timer);
			return () => {
				timers = timers.filter((other) => other !== timer);
			};
		},
		async advance(byMs) {
			const untilMs = nowMs + byMs;
			await settled();
			for (;;) {
				const due = timers.filter(({ atMs }) => atMs <= untilMs).sort((a, b) => a.atMs - b.atMs)[0];
				if (due === undefined) break;
				timers = timers.filter((timer) => timer !== due);
				nowMs = due.atMs;
				due.callback();
				await settled();
			}
			nowMs = untilMs;
		},
		pending: () => timers.length,
	};
}

/** Lets promises settle that need no time. */
async function settled(): Promise<void> {
	for (let i = 0; i < 50; i++) await Promise.resolve();
}
