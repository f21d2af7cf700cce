import { SmoothedRtt } from "@mdinference/stats";
import { clampNetwork } from "./network_estimate.ts";

/**
 * The network time of a client, smoothed from what it claims to have measured: SRTT + RTTVAR.
 *
 * One wild claim would outweigh dozens of sound ones, so each is bounded before it is smoothed: not shorter than the upload of
 * the request that it speaks of, not longer than the longest SLA that the client ever asked for, beyond which more changes
 * nothing. When it asks for a longer one, claims that were cut say too little: at the next claim it begins anew.
 *
 * @example
 * ```ts
 * import { ClaimedRtt } from "@mdinference/network";
 *
 * const rtt = new ClaimedRtt();
 * rtt.ask(250);
 * rtt.claim(80);
 * if (rtt.likelyMs !== 120) throw new Error("80 and, of a single sample, a deviation of 40");
 * rtt.ask(20);
 * rtt.claim(80);
 * if (rtt.likelyMs > 110) throw new Error("a short SLA changes nothing of the network: 80 and 30");
 * ```
 */
export class ClaimedRtt {
	#rtt = new SmoothedRtt();
	#longestSlaMs = 0;
	/** The SLA at which claims were cut. */
	#cutAtMs = Number.POSITIVE_INFINITY;

	/** SRTT + RTTVAR, in milliseconds; undefined before the first claim. */
	get likelyMs(): number | undefined {
		const { samples, smoothedMs, deviationMs } = this.#rtt;
		return samples === 0 ? undefined : smoothedMs + deviationMs;
	}

	/**
	 * Takes in that the client asks for an SLA.
	 *
	 * @param slaMs Tsla, in milliseconds
	 */
	ask(slaMs: number): void {
		if (slaMs > this.#longestSlaMs) this.#longestSlaMs = slaMs;
	}

	/**
	 * What a claim counts as where it is averaged or told to others.
	 *
	 * @param networkMs the network time that the client claims to have measured of an earlier request, in milliseconds
	 * @param uploadMs Tinput of that request, in milliseconds
	 * @returns in [Tinput, the longest SLA], in milliseconds; where they cross, the SLA
	 */
	bounded(networkMs: number, uploadMs: number): number {
		return clampNetwork(networkMs, { uploadMs, slaMs: this.#longestSlaMs });
	}

	/**
	 * Takes a claim in.
	 *
	 * @param networkMs the network time that the client claims to have measured of an earlier request, in milliseconds
	 * @param uploadMs Tinput of that request, in milliseconds, if known
	 * @throws {NotFiniteError} for NaN; the state is as before
	 */
	claim(networkMs: number, uploadMs = 0): void {
		const saysTooLittle = this.#cutAtMs < this.#longestSlaMs;
		const rtt = saysTooLittle ? new SmoothedRtt() : this.#rtt;
		rtt.update(this.bounded(networkMs, uploadMs));
		this.#rtt = rtt;
		if (networkMs > this.#longestSlaMs) this.#cutAtMs = this.#longestSlaMs;
		else if (saysTooLittle) this.#cutAtMs = Number.POSITIVE_INFINITY;
	}
}
