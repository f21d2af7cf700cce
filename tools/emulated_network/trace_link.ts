import type { Link } from "./link.ts";

const packetBytes = 1500;

/**
 * A link that follows a trace in Mahimahi's format: at each of its times one packet of 1,500 bytes may pass. The trace
 * begins anew after its last time. Unused times are lost, as on a radio link.
 *
 * @param timesMs when a packet may pass, in milliseconds since the start of the trace, in order; at least one above 0
 * @param options `startMs`: when the trace begins, in milliseconds of the caller's clock; `propagationMs`: added to
 * every packet (default 0)
 * @throws {RangeError} for a trace without a time above 0
 * @see Netravali et al., "Mahimahi: accurate record-and-replay for HTTP", USENIX ATC 2015
 *
 * @example
 * ```ts
 * import { traceLink } from "@mdinference/emulated-network";
 *
 * const link = traceLink([10, 20, 100], { startMs: 0 });
 * if (link.arrivalMs(5, 3000) !== 20) throw new Error("two packets, at 10 and 20 ms");
 * if (link.arrivalMs(20, 1) !== 100) throw new Error("the next opportunity");
 * if (link.arrivalMs(101, 1) !== 110) throw new Error("the trace begins anew");
 * ```
 */
export function traceLink(
	timesMs: ArrayLike<number>,
	{ startMs, propagationMs = 0 }: { startMs: number; propagationMs?: number },
): Link {
	const lengthMs = timesMs[timesMs.length - 1] ?? 0;
	if (!(lengthMs > 0)) throw new RangeError("A trace needs a time above 0.");
	let next = 0;
	const timeOf = (opportunity: number) =>
		Math.floor(opportunity / timesMs.length) * lengthMs + timesMs[opportunity % timesMs.length]!;
	return {
		arrivalMs(sentAtMs, bytes) {
			const sinceMs = sentAtMs - startMs;
			next = Math.max(next, (Math.ceil(sinceMs / lengthMs) - 1) * timesMs.length);
			while (timeOf(next) < sinceMs) next++;
			const last = next + Math.max(1, Math.ceil(bytes / packetBytes)) - 1;
			next = last + 1;
			return startMs + timeOf(last) + propagationMs;
		},
	};
}
