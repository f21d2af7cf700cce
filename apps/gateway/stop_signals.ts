import type { EventEmitter } from "node:events";

/** npm passes a Ctrl-C on that the terminal has sent to the gateway, too: both are one wish, this close together. */
const onePressMs = 500;

/** What is done upon signals, and where they come from. */
export interface StopSignalsOptions {
	/** Called at the first signal. */
	stop: (signal: NodeJS.Signals) => void;
	/** Called at each later one, unless it comes within half a second of the first. */
	endNow: () => void;
	/** What emits the signals. Default: the process. */
	source?: EventEmitter;
	/** The time, in milliseconds. Default: the process's own. */
	nowMs?: () => number;
}

/**
 * Stops at the first SIGINT or SIGTERM, and ends at once when somebody asks again.
 *
 * @example
 * ```ts
 * onStopSignals({ stop: () => console.log("stopping"), endNow: () => process.exit(1) });
 * ```
 */
export function onStopSignals(options: StopSignalsOptions): void {
	const { stop, endNow, source = process, nowMs = () => performance.now() } = options;
	let stoppedAtMs: number | null = null;
	const hear = (signal: NodeJS.Signals) => {
		if (stoppedAtMs === null) {
			stoppedAtMs = nowMs();
			stop(signal);
		} else if (nowMs() - stoppedAtMs > onePressMs) endNow();
	};
	source.on("SIGINT", hear);
	source.on("SIGTERM", hear);
}
