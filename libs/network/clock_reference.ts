/** A request and its answer, as two clocks saw them. Times in milliseconds. */
export interface Exchange {
	/** When the client sent the request, by its clock. */
	readonly sentAtMs: number;
	/** When it had arrived, by ours. */
	readonly arrivedAtMs: number;
	/** Network time of both ways. */
	readonly networkMs: number;
}

/**
 * A fixed guess of the difference between a client's clock and ours, for comparing the uplinks of its requests with each
 * other: it changes only when the client's clock was set or has drifted away.
 *
 * {@link ClockOffset} follows the best of the last eight exchanges, and every change of its mind would move the uplinks
 * that it corrects. Here a wrong guess does no harm, because it is wrong by the same for all. Each exchange says between
 * which bounds the difference lies; while the bounds of all have something in common, the clock has not moved.
 *
 * @example
 * ```ts
 * import { ClockReference } from "@mdinference/network";
 *
 * const reference = new ClockReference();
 * reference.update({ sentAtMs: 0, arrivedAtMs: 5090, networkMs: 100 });
 * reference.update({ sentAtMs: 1000, arrivedAtMs: 6050, networkMs: 60 });
 * if (reference.offsetMs !== 5040) throw new Error("as guessed at first: 4,990 to 5,090 and 4,990 to 5,050 overlap");
 * reference.update({ sentAtMs: 2000, arrivedAtMs: 9050, networkMs: 60 });
 * if (reference.offsetMs === 5040) throw new Error("2 s more: the client's clock was set");
 * if (!reference.contradicts({ sentAtMs: 3000, arrivedAtMs: 8000, networkMs: 60 })) throw new Error("and back again");
 * ```
 */
export class ClockReference {
	#offsetMs: number | undefined;
	#lowestMs = Number.NEGATIVE_INFINITY;
	#highestMs = Number.POSITIVE_INFINITY;

	/** Our clock less the client's, as guessed, in milliseconds; undefined before the first exchange. */
	get offsetMs(): number | undefined {
		return this.#offsetMs;
	}

	/** Whether an exchange, of whose network time an upper bound is enough, cannot be unless a clock was set or has drifted. */
	contradicts({ sentAtMs, arrivedAtMs, networkMs }: Exchange): boolean {
		const highestMs = arrivedAtMs - sentAtMs;
		return highestMs - networkMs > this.#highestMs || highestMs < this.#lowestMs;
	}

	/** Takes in an exchange. */
	update(exchange: Exchange): void {
		const { sentAtMs, arrivedAtMs, networkMs } = exchange;
		const highestMs = arrivedAtMs - sentAtMs;
		const lowestMs = highestMs - networkMs;
		const middleMs = (lowestMs + highestMs) / 2;
		if (this.#offsetMs === undefined) {
			this.#offsetMs = middleMs;
		} else if (this.contradicts(exchange)) {
			// The error of the guess stays the same where it can, so that uplinks from before and after compare.
			const movedMs = this.#offsetMs + middleMs - (this.#lowestMs + this.#highestMs) / 2;
			this.#offsetMs = Math.min(highestMs, Math.max(lowestMs, movedMs));
			this.#lowestMs = Number.NEGATIVE_INFINITY;
			this.#highestMs = Number.POSITIVE_INFINITY;
		}
		this.#lowestMs = Math.max(this.#lowestMs, lowestMs);
		this.#highestMs = Math.min(this.#highestMs, highestMs);
	}
}
