/** The E24 series of preferred numbers: a decade in 24 steps of about 10 % (IEC 60063). */
const decade = [
	10, 11, 12, 13, 15, 16, 18, 20, 22, 24, 27, 30, 33, 36, 39, 43, 47, 51, 56, 62, 68, 75, 82, 91,
] as const;

/**
 * Upper edges of the latency buckets, in whole microseconds, ascending: 24 a decade, from 10 microseconds to 91 s, and
 * one hour for whatever is longer. Whole numbers, so that every program that counts into them meets the same edge.
 */
export const latencyEdgesUs: readonly number[] = [
	...Array.from({ length: 7 }, (_, power) => decade.map((step) => step * 10 ** power)).flat(),
	3_600_000_000,
];

/**
 * The bucket of a time.
 *
 * @param us a time, in microseconds
 * @returns the smallest edge that is not below it, or the last edge
 */
export function latencyEdge(us: number): number {
	let low = 0;
	let high = latencyEdgesUs.length - 1;
	while (low < high) {
		const middle = (low + high) >> 1;
		if (latencyEdgesUs[middle]! < us) low = middle + 1;
		else high = middle;
	}
	return latencyEdgesUs[low]!;
}
