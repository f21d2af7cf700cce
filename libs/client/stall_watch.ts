import type { Clock } from "./clock.ts";

const beatMs = 250;
/** A beat that comes later than this tells of more than a busy moment, in milliseconds. */
const slackMs = 250;

/** Watches whether the program itself stands still. */
export interface StallWatch {
	/** Whether it has stood still since the start of the watch, as far as is known by now. */
	hasStalled(): boolean;
	/** Ends. */
	stop(): void;
}

/**
 * Notices that timers do not come: a phone freezes a page that nobody looks at, and what was measured across that is no
 * property of the network.
 */
export function watchForStalls(clock: Clock): StallWatch {
	let dueMs = clock.nowMs();
	let stalled = false;
	let clear = () => {};
	const isLate = () => clock.nowMs() - dueMs > slackMs;
	const beat = () => {
		stalled ||= isLate();
		dueMs = clock.nowMs() + beatMs;
		clear = clock.after(beatMs, beat);
	};
	beat();
	return { hasStalled: () => stalled || isLate(), stop: () => clear() };
}
