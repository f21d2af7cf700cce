const remembered = 8;

interface OffsetSample {
	offsetMs: number;
	networkMs: number;
}

/**
 * The difference between a client's clock and ours, learned from exchanges whose network time became known.
 *
 * Of the last eight exchanges the one with the shortest network time decides: its halves were the most equal. The error
 * is at most half of that network time.
 *
 * @see Mills, "Internet time synchronization: the network time protocol", IEEE Trans. Communications 39(10), 1991
 *
 * @example
 * ```ts
 * import { ClockOffset } from "@mdinference/network";
 *
 * const offset = new ClockOffset();
 * offset.update({ sentAtMs: 1000, arrivedAtMs: 6020, networkMs: 40 });
 * if (offset.offsetMs !== 5000) throw new Error("our clock is 5 s ahead: 20 of the 5,020 ms were the way up");
 * ```
 */
export class ClockOffset {
	readonly #samples: OffsetSample[] = [];
	#best: OffsetSample | undefined;

	/**
	 * Takes in an exchange.
	 *
	 * @param exchange when the client sent it by its clock, when it had arrived by ours, and the network time of both
	 * ways, all in milliseconds
	 */
	update(exchange: { sentAtMs: number; arrivedAtMs: number; networkMs: number }): void {
		const { sentAtMs, arrivedAtMs, networkMs } = exchange;
		this.#samples.push({ offsetMs: arrivedAtMs - sentAtMs - networkMs / 2, networkMs });
		if (this.#samples.length > remembered) this.#samples.shift();
		this.#best = this.#samples.reduce((best, sample) => (sample.networkMs < best.networkMs ? sample : best));
	}

	/** Our clock less the client's, in milliseconds; undefined before the first exchange. */
	get offsetMs(): number | undefined {
		return this.#best?.offsetMs;
	}
}
