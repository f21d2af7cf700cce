/** How long this device's last runs took: decoding and inference, without waiting. */
export interface RunProfile {
	/** Number of runs that it knows, at most 200. */
	samples: number;
	/** Median, in milliseconds. */
	p50Ms: number;
	/** 99th percentile, in milliseconds. */
	p99Ms: number;
}

/** The median and the 99th percentile (nearest rank) of runs, or null where there were none. */
export function profileOf(runsMs: readonly number[]): RunProfile | null {
	if (runsMs.length === 0) return null;
	const sorted = runsMs.toSorted((a, b) => a - b);
	const quantile = (q: number): number => sorted[Math.ceil(q * sorted.length) - 1]!;
	return { samples: sorted.length, p50Ms: quantile(0.5), p99Ms: quantile(0.99) };
}
