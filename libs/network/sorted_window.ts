/** Numbers kept sorted while they come and go, and the distribution that they are samples of. */
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

	/** Sum of the distances of all numbers from their median. */
	totalDeviation(): number {
		let total = 0;
		for (let low = 0, high = this.#length - 1; low < high; low++, high--) {
			total += this.#values[high]! - this.#values[low]!;
		}
		return total;
	}

	/**
	 * P(sample + shift <= value): linear between samples, with n/(n + 1) at the largest and a tail that falls as 1/value.
	 *
	 * @param value any number
	 * @param shift what is added to every sample
	 * @returns a probability; 0 where there is no sample
	 */
	within(value: number, shift: number): number {
		const threshold = value - shift;
		const below = this.#notAbove(threshold);
		if (below === 0) return 0;
		const last = this.#values[below - 1]!;
		if (below < this.#length) {
			const share = (threshold - last) / (this.#values[below]! - last);
			return (below + share) / (this.#length + 1);
		}
		const tail = value > 0 ? Math.max(0, (last + shift) / value) : 1;
		return 1 - tail / (this.#length + 1);
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
