import { normalCdf } from "@mdinference/stats";

/**
 * E[T | T > t] of a lognormal time with the given mean and standard deviation: what is to be expected of a run that has
 * taken `t` already. Far beyond all that was seen it is `t` itself, as nothing is known of how much longer it takes.
 *
 * @param atLeastMs t, in milliseconds
 * @param known mean and standard deviation of the times, in milliseconds
 * @returns a time not below `t`, in milliseconds
 *
 * @example
 * ```ts
 * import { expectedBeyond } from "@mdinference/profile";
 *
 * if (expectedBeyond(500, { meanMs: 40, stdMs: 4 }) !== 500) throw new Error("it was never seen to take that long");
 * const expectedMs = expectedBeyond(40, { meanMs: 40, stdMs: 4 });
 * if (expectedMs < 42 || expectedMs > 44) throw new Error("the upper half of the runs takes 43.3 ms on average");
 * ```
 */
export function expectedBeyond(atLeastMs: number, known: { meanMs: number; stdMs: number }): number {
	const { meanMs, stdMs } = known;
	if (!(meanMs > 0 && stdMs > 0 && atLeastMs > 0)) return atLeastMs;
	const logVariance = Math.log1p((stdMs / meanMs) ** 2);
	const logStd = Math.sqrt(logVariance);
	const z = (Math.log(atLeastMs) - Math.log(meanMs) + logVariance / 2) / logStd;
	const tail = normalCdf(-z);
	if (tail < 1e-5) return atLeastMs;
	return Math.max(atLeastMs, (meanMs * normalCdf(logStd - z)) / tail);
}
