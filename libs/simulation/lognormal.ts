/** Mean and deviation of the logarithm of what is lognormal with a mean, above 0, and a deviation. */
export function lognormalOf(mean: number, std: number): { mu: number; sigma: number } {
	const variance = Math.log(1 + (std / mean) ** 2);
	return { mu: Math.log(mean) - variance / 2, sigma: Math.sqrt(variance) };
}
