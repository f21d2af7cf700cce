import { drawNormal } from "./draw_normal.ts";
import { lognormalOf } from "./lognormal.ts";
import { checkAmount, InvalidNetworkError, type Network } from "./network.ts";
import { firstOpportunity, opportunityMs, packetBytes, type Trace } from "./trace.ts";

/** A lognormal size of what is sent, in bytes. */
export interface BodySize {
	/** Mean. */
	readonly meanBytes: number;
	/** Standard deviation. */
	readonly stdBytes: number;
}

/** The preprocessed images of the paper's section V-D: 51.9 kB ± 53.6 kB. Its text gives no distribution; ours is lognormal. */
export const paperImages: BodySize = { meanBytes: 51_900, stdBytes: 53_600 };

/** Packets that TCP sends before the first acknowledgement: 10 of them, about 14 kB (RFC 6928). */
const firstFlight = 10;

/** What a {@link traceNetwork} is made of. */
export interface TraceNetworkOptions {
	/** Uplink and downlink. */
	readonly up: Trace;
	/** The way of the answers, which fit one packet. */
	readonly down: Trace;
	/** What is sent. Default: {@link paperImages}. */
	readonly body?: BodySize;
	/** One way, on top of the trace, in milliseconds. Default: 20. */
	readonly propagationMs?: number;
	/** What to call it. */
	readonly name?: string;
}

/**
 * A mobile link that was recorded, both ways, in Mahimahi's format.
 *
 * A body waits for as many opportunities as it has packets; the server sees the time from the first packet, which
 * brings the headers, to the last; a body of one flight of TCP, below about 14 kB, counts as there at once. The answer takes the first opportunity after it
 * leaves. A request has the link to itself: one phone, one picture after another.
 *
 * @throws {InvalidNetworkError} for a propagation below 0 or a size that is not above 0
 *
 * @example
 * ```ts
 * import { drawRequests, parseTrace, traceNetwork } from "@mdinference/simulation";
 *
 * const every10 = parseTrace("10\n");
 * const network = traceNetwork({ up: every10, down: every10, body: { meanBytes: 4400, stdBytes: 0 }, propagationMs: 5 });
 * const { upMs, receiveMs } = drawRequests(network, { count: 100, seed: 1 });
 * if (!upMs.every((ms) => ms >= 25 && ms <= 35)) throw new Error("three packets, 10 ms apart, and 5 ms of way");
 * if (!receiveMs.every((ms) => ms === 0)) throw new Error("which the server sees arrive at once");
 * ```
 */
export function traceNetwork(options: TraceNetworkOptions): Network {
	const { up, down, body = paperImages, propagationMs = 20, name = "trace" } = options;
	checkAmount("propagationMs", propagationMs);
	checkAmount("body.stdBytes", body.stdBytes);
	if (!(body.meanBytes > 0 && body.meanBytes < Number.POSITIVE_INFINITY)) {
		throw new InvalidNetworkError("body.meanBytes", "a finite number above 0", body.meanBytes);
	}
	const { mu, sigma } = lognormalOf(body.meanBytes, body.stdBytes);
	return {
		name,
		draw(sentAtMs, random) {
			const count = sentAtMs.length;
			const upMs = new Float64Array(count);
			const receiveMs = new Float64Array(count);
			const normal = drawNormal(new Float64Array(count), random);
			const startMs = random() * up.periodMs;
			for (let i = 0; i < count; i++) {
				const packets = Math.max(1, Math.ceil(Math.exp(mu + sigma * normal[i]!) / packetBytes));
				const atMs = startMs + sentAtMs[i]!;
				const first = firstOpportunity(up, atMs);
				const lastMs = opportunityMs(up, first + packets - 1);
				upMs[i] = lastMs - atMs + propagationMs;
				receiveMs[i] = lastMs - opportunityMs(up, packets > firstFlight ? first : first + packets - 1);
			}
			const downMs = (_: number, leavesAtMs: number) => {
				const atMs = startMs + leavesAtMs;
				return opportunityMs(down, firstOpportunity(down, atMs)) - atMs + propagationMs;
			};
			return { sentAtMs, upMs, receiveMs, downMs };
		},
	};
}
