/**
 * Knows the ids that came lately, in memory alone.
 *
 * @example
 * ```ts
 * const ids = new RecentIds({ least: 20_000 });
 * console.assert(ids.add("7b9cba35-5ae5-4d4e-8f2b-2a1e0e3c9a52"));
 * console.assert(!ids.add("7b9cba35-5ae5-4d4e-8f2b-2a1e0e3c9a52"));
 * ```
 */
export class RecentIds {
	readonly #least: number;
	#young = new Set<string>();
	#old = new Set<string>();

	/** Knows the newest `least` ids, and at most twice as many. */
	constructor(options: { least: number }) {
		this.#least = options.least;
	}

	/**
	 * Takes an id in.
	 *
	 * @returns whether it is new
	 */
	add(id: string): boolean {
		if (this.#young.has(id) || this.#old.has(id)) return false;
		this.#young.add(id);
		if (this.#young.size === this.#least) {
			this.#old = this.#young;
			this.#young = new Set();
		}
		return true;
	}
}
