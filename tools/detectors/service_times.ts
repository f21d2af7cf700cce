import type { Random } from "@mdinference/stats";

/** How a model's service times scatter. */
export interface ServiceNoise {
	/** Standard deviation of the logarithm of the time, pauses aside. */
	sigma: number;
	/** Correlation of one run's noise with the next one's, 0 to below 1: a neighbour's load comes and stays a while. */
	correlation: number;
	/** Share of runs that are hit by a pause (garbage collection, another process), 0 to 1. */
	pauses: number;
}

/** Median service time before the change, in milliseconds. */
const medianMs = 20;

/** A pause adds half the median at least; its length has a Pareto tail of this index, so its variance is infinite. */
const pauseTail = 1.5;
const leastPause = 0.5;

/**
 * Natural logarithms of service times in milliseconds: lognormal noise that is correlated from run to run, and pauses.
 *
 * @param random source of uniform numbers
 * @param length number of runs
 * @param noise how they scatter
 * @param factorAt by how much slower the n-th run is than the median of 20 ms
 */
export function logServiceTimes(
	random: Random,
	length: number,
	{ sigma, correlation, pauses }: ServiceNoise,
	factorAt: (run: number) => number,
): Float64Array {
	const fresh = Math.sqrt(1 - correlation ** 2);
	let level = normal(random);
	return Float64Array.from({ length }, (_, run) => {
		level = correlation * level + fresh * normal(random);
		const pause = random() < pauses ? leastPause * (1 - random()) ** (-1 / pauseTail) : 0;
		return Math.log(medianMs * factorAt(run)) + sigma * level + Math.log1p(pause);
	});
}

/** A standard normal number, by Box and Muller. */
function normal(random: Random): number {
	return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
