/**
 * P(Z <= z) of a standard normal Z, within 1.5e-7.
 *
 * @see Abramowitz and Stegun, "Handbook of mathematical functions", 7.1.26
 *
 * @example
 * ```ts
 * import { normalCdf } from "@mdinference/stats";
 *
 * if (Math.abs(normalCdf(1.96) - 0.975) > 1e-4) throw new Error("97.5 % lie below 1.96");
 * ```
 */
export function normalCdf(z: number): number {
	const x = Math.abs(z) / Math.SQRT2;
	const t = 1 / (1 + 0.3275911 * x);
	const polynomial =
		t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
	const tail = (polynomial * Math.exp(-x * x)) / 2;
	return z < 0 ? tail : 1 - tail;
}
