/** Prints the median and the extremes of measurements. */
export function printSamples(name: string, samples: readonly number[], unit: string): void {
	const sorted = samples.toSorted((a, b) => a - b);
	const at = (share: number): string =>
		(sorted[Math.round(share * (sorted.length - 1))] ?? Number.NaN).toPrecision(3);
	console.log(`${name}: median ${at(0.5)} ${unit}, p99 ${at(0.99)}, from ${at(0)} to ${at(1)}`);
}

/** How long a function takes, in milliseconds. */
export function took(work: () => unknown): number {
	const start = performance.now();
	work();
	return performance.now() - start;
}
