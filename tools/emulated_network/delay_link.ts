import type { Link } from "./link.ts";

/** How slow a link is. */
export interface DelayLinkOptions {
	/** Draws a one-way delay in milliseconds, once a burst: a request, or its answer. */
	delayMs: () => number;
	/** Bytes that pass in a millisecond. Default: no limit. */
	bytesPerMs?: number;
	/** A pause of this length ends a burst, in milliseconds. Default: 20. */
	burstGapMs?: number;
}

/**
 * A link with a random delay and a limited rate. The delay is drawn once for each burst, so that a request of many
 * packets is as late as its slowest one, as under TCP, and not once for each packet.
 *
 * @example
 * ```ts
 * import { delayLink } from "@mdinference/emulated-network";
 *
 * const link = delayLink({ delayMs: () => 30, bytesPerMs: 100 });
 * if (link.arrivalMs(1000, 500) !== 1035) throw new Error("5 ms to send, 30 ms on the way");
 * if (link.arrivalMs(1001, 100) !== 1036) throw new Error("waits for the bytes before it");
 * ```
 */
export function delayLink({ delayMs, bytesPerMs = Infinity, burstGapMs = 20 }: DelayLinkOptions): Link {
	let lastSentMs = -Infinity;
	let freeAtMs = -Infinity;
	let burstDelayMs = 0;
	return {
		arrivalMs(sentAtMs, bytes) {
			if (sentAtMs - Math.max(lastSentMs, freeAtMs) > burstGapMs) burstDelayMs = Math.max(0, delayMs());
			lastSentMs = sentAtMs;
			freeAtMs = Math.max(sentAtMs, freeAtMs) + bytes / bytesPerMs;
			return freeAtMs + burstDelayMs;
		},
	};
}
