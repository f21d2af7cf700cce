/** The largest distance between two empirical distributions, in units of one sample. */
export interface KsDistance {
	/** The distance times the number of samples: a whole number. */
	steps: number;
	/** Whether the second sample lies higher, where the distance is largest. */
	higher: boolean;
}

/**
 * The two-sample Kolmogorov-Smirnov distance of samples of the same size.
 *
 * @param first the first sample, sorted
 * @param second the second sample, sorted, of the same length
 */
export function ksDistance(first: Float64Array, second: Float64Array): KsDistance {
	const n = first.length;
	let i = 0;
	let j = 0;
	let steps = 0;
	let higher = false;
	while (i < n && j < n) {
		const value = Math.min(first[i]!, second[j]!);
		while (i < n && first[i]! <= value) i++;
		while (j < n && second[j]! <= value) j++;
		if (Math.abs(i - j) > steps) {
			steps = Math.abs(i - j);
			higher = i > j;
		}
	}
	return { steps, higher };
}

/**
 * The probability that two samples of n from one continuous distribution are at least `steps` / n apart: exact, for both
 * sides. With ties the true probability is smaller.
 *
 * @param n the size of each sample
 * @param steps the distance times n
 * @see Gnedenko and Korolyuk, "On the maximum discrepancy between two empirical distributions", 1951: with h = `steps`,
 * 2 (C(2n, n - h) - C(2n, n - 2h) + C(2n, n - 3h) - ...) / C(2n, n)
 *
 * @example
 * ```ts
 * import { ksProbability } from "@mdinference/drift";
 *
 * if (Math.abs(ksProbability(3, 3) - 0.1) > 1e-12) throw new Error("two of the 20 orders of 3 and 3 separate them");
 * ```
 */
export function ksProbability(n: number, steps: number): number {
	if (steps <= 0) return 1;
	let sum = 0;
	let share = 1;
	for (let j = 1; j <= n; j++) {
		share *= (n - j + 1) / (n + j);
		if (j % steps === 0) sum += (j / steps) % 2 === 1 ? share : -share;
	}
	return Math.min(1, 2 * sum);
}
