import { NotFiniteError } from "./forgetting.ts";

/**
 * A round-trip time smoothed as TCP does it: mean with gain 1/8, mean deviation with gain 1/4.
 *
 * @see Jacobson and Karels, "Congestion avoidance and control", SIGCOMM 1988; RFC 6298, section 2
 *
 * @example
 * ```ts
 * import { SmoothedRtt } from "@mdinference/stats";
 *
 * const rtt = new SmoothedRtt();
 * rtt.update(100);
 * rtt.update(100);
 * if (rtt.smoothedMs !== 100 || rtt.deviationMs !== 37.5) throw new Error("50 after the first, then 3/4 of it");
 * ```
 */
export class SmoothedRtt {
	#smoothedMs = 0;
	#deviationMs = 0;
	#samples = 0;

	/**
	 * Takes a measured round trip in.
	 *
	 * @param rttMs the round trip, in milliseconds
	 * @throws {NotFiniteError} for NaN and infinities; the state is as before
	 */
	update(rttMs: number): void {
		if (!Number.isFinite(rttMs)) throw new NotFiniteError("A round-trip time", rttMs);
		if (this.#samples === 0) {
			this.#smoothedMs = rttMs;
			this.#deviationMs = rttMs / 2;
		} else {
			this.#deviationMs += (Math.abs(rttMs - this.#smoothedMs) - this.#deviationMs) / 4;
			this.#smoothedMs += (rttMs - this.#smoothedMs) / 8;
		}
		this.#samples += 1;
	}

	/** SRTT, in milliseconds; 0 before the first sample. */
	get smoothedMs(): number {
		return this.#smoothedMs;
	}

	/** RTTVAR, in milliseconds; 0 before the first sample. */
	get deviationMs(): number {
		return this.#deviationMs;
	}

	/** Number of samples taken in. */
	get samples(): number {
		return this.#samples;
	}
}
