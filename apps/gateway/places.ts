/**
 * A number of places, of which each piece of work takes one.
 *
 * @example
 * ```ts
 * const places = new Places(1);
 * const [first, second] = await Promise.all([places.hold(async () => "done"), places.hold(async () => "done")]);
 * console.assert(first === "done" && second === null);
 * ```
 */
export class Places {
	/** How many there are. */
	readonly limit: number;
	#taken = 0;

	/** Takes their number. */
	constructor(limit: number) {
		this.limit = limit;
	}

	/**
	 * Does something in a place of its own.
	 *
	 * @returns what `work` gives, or null where no place is free; then nothing is done
	 * @throws what `work` throws
	 */
	async hold<T>(work: () => Promise<T>): Promise<T | null> {
		if (this.#taken >= this.limit) return null;
		this.#taken += 1;
		try {
			return await work();
		} finally {
			this.#taken -= 1;
		}
	}
}
