import type { Random } from "@mdinference/stats";

/** Median of a one-way delay, in milliseconds, and the deviation of its logarithm. */
const medianMs = 18;
const spread = 0.3;

/** Mean network time of a request, there and back, in milliseconds. */
export const meanNetworkMs: number = 2 * medianMs * Math.exp(spread ** 2 / 2);

/** Draws a one-way delay in milliseconds: lognormal, by Box and Muller's method. */
export function drawDelay(random: Random): number {
	const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
	return medianMs * Math.exp(spread * normal);
}
