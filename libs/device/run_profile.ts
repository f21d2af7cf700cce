/** How long this device's last runs took: decoding and inference, without waiting. */
export interface RunProfile {
	/** Number of runs that it knows, at most {@link profiledRuns}. */
	samples: number;
	/** Median, in milliseconds. */
	p50Ms: number;
	/** 99th percentile, in milliseconds: the nearest rank; below 100 runs that is the longest. */
	p99Ms: number;
}

/** So many runs are remembered: the fewest that have a 99th percentile, so that a device that slows down shows it soon. */
export const profiledRuns = 100;

/** Fewer runs say too little of the slow ones. */
export const fewestRuns = 30;

/**
 * Below {@link profiledRuns} the longest run counts this many times. Of the starter models in Chromium on a busy machine
 * (1,300 runs each of nano and small, in a row and at a distance) the next run took longer than the longest of 30 before
 * it in 3.8 to 4.3 % of cases, than one and a half times that in 1.1 to 1.9 %, and than the 99th percentile of 100 in 2.4
 * to 2.8 %: so 30 runs with this margin promise no more than 100 without.
 */
const marginOfFewRuns = 1.5;

/** The median and the 99th percentile (nearest rank) of runs, or null where there were none. */
export function profileOf(runsMs: readonly number[]): RunProfile | null {
	if (runsMs.length === 0) return null;
	const sorted = runsMs.toSorted((a, b) => a - b);
	const quantile = (q: number): number => sorted[Math.ceil(q * sorted.length) - 1]!;
	return { samples: sorted.length, p50Ms: quantile(0.5), p99Ms: quantile(0.99) };
}

/**
 * What a run may take, judged by the last ones: their 99th percentile once there are {@link profiledRuns}; the longest
 * with a margin from {@link fewestRuns} on; before that null, for nobody knows.
 *
 * @returns milliseconds
 *
 * @example
 * ```ts
 * console.assert(boundMs({ samples: 100, p50Ms: 4, p99Ms: 9 }) === 9);
 * console.assert(boundMs({ samples: 30, p50Ms: 4, p99Ms: 8 }) === 12);
 * console.assert(boundMs({ samples: 29, p50Ms: 4, p99Ms: 8 }) === null);
 * ```
 */
export function boundMs(profile: RunProfile | null): number | null {
	if (profile === null || profile.samples < fewestRuns) return null;
	return profile.samples < profiledRuns ? profile.p99Ms * marginOfFewRuns : profile.p99Ms;
}
