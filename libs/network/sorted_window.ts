/** Numbers kept sorted while they come and go. */
export class SortedWindow {
	#values = new Float64Array(8);
	#length = 0;

	/** How many numbers it holds. */
	get length(): number {
		return this.#length;
	}

	/** Puts a number in. */
	insert(value: number): void {
		if (this.#length === this.#values.length) {
			const larger = new Float64Array(2 * this.#length);
			larger.set(this.#values);
			this.#values = larger;
		}
		const place = this.#notAbove(value);
		this.#values.copyWithin(place + 1, place, this.#length);
		this.#values[place] = value;
		this.#length++;
	}

	/** Takes out a number that was put in. */
	remove(value: number): void {
		const place = this.#notAbove(value) - 1;
		this.#values.copyWithin(place, place + 1, this.#length);
		this.#length--;
	}

	/** The largest number; undefined where there is none. */
	get largest(): number | undefined {
		return this.#length === 0 ? undefined : this.#values[this.#length - 1];
	}

	/**
	 * The share of the numbers that do not exceed a value, linear between two of them.
	 *
	 * @returns in [0, 1]; 0 where there is no number
	 */
	share(value: number): number {
		const below = this.#notAbove(value);
		if (below === 0) return 0;
		if (below === this.#length) return 1;
		const last = this.#values[below - 1]!;
		return (below + (value - last) / (this.#values[below]! - last)) / this.#length;
	}

	/** Number of values that are not above a threshold. */
	#notAbove(threshold: number): number {
		let low = 0;
		let high = this.#length;
		while (low < high) {
			const middle = (low + high) >>> 1;
			if (this.#values[middle]! <= threshold) low = middle + 1;
			else high = middle;
		}
		return low;
	}
}
