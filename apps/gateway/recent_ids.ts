/** How a memory of ids is made. */
export interface RecentIdsOptions {
	/** It knows the newest so many ids, and at most twice as many. */
	least: number;
	/** Ids that came before, oldest first. Default: none. */
	ids?: readonly string[];
}

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

	/** Starts with the ids that it is given. */
	constructor({ least, ids = [] }: RecentIdsOptions) {
		this.#least = least;
		for (const id of ids) this.add(id);
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
