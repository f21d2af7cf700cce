/** One server of a queue, first come, first served, and how long one who cannot see the future expects it to be busy. */
export class SingleServer {
	#freeAtMs = 0;
	#expectedFreeAtMs = 0;
	#arrivedAtMs = 0;

	/** A request arrives, not before the one before. All times in milliseconds of one clock. */
	arrive(atMs: number): void {
		this.#arrivedAtMs = atMs;
	}

	/** How long the request that arrived last will wait. */
	get waitMs(): number {
		return Math.max(0, this.#freeAtMs - this.#arrivedAtMs);
	}

	/** How long it must expect to wait, by the mean service times of those before it; 0 where nobody is there. */
	get expectedWaitMs(): number {
		return this.waitMs === 0 ? 0 : Math.max(0, this.#expectedFreeAtMs - this.#arrivedAtMs);
	}

	/**
	 * The request that arrived last is served, after its wait.
	 *
	 * @param serviceMs what it takes
	 * @param meanMs what it was expected to take
	 */
	serve(serviceMs: number, meanMs: number): void {
		this.#expectedFreeAtMs = this.#arrivedAtMs + this.expectedWaitMs + meanMs;
		this.#freeAtMs = this.#arrivedAtMs + this.waitMs + serviceMs;
	}
}
