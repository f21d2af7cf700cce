/** A model as the simulator knows it: its accuracy and the distribution of its service time. */
export interface SimulatedModel {
	/** Its name, unique among the models. */
	readonly name: string;
	/** Top-1 accuracy, in [0, 1]. */
	readonly accuracy: number;
	/** Mean service time, in milliseconds. */
	readonly meanMs: number;
	/** Standard deviation of the service time, in milliseconds. */
	readonly stdMs: number;
	/** Memory that it takes where it is served, in bytes, if known. */
	readonly bytes?: number | undefined;
}

/**
 * Service times of a model: lognormal with its mean and deviation, so never below 0. For the deviations of the paper's
 * models, below 1 % of the mean but for the smallest, a normal distribution looks the same.
 */
export interface ServiceTime {
	/** Mean of the logarithm of the milliseconds. */
	readonly mu: number;
	/** Deviation of the logarithm. */
	readonly sigma: number;
}

/**
 * The lognormal distribution with a model's mean and deviation.
 *
 * @example
 * ```ts
 * import { serviceTime } from "@mdinference/simulation";
 *
 * const { mu, sigma } = serviceTime({ meanMs: 20, stdMs: 0 });
 * if (Math.abs(Math.exp(mu) - 20) > 1e-9 || sigma !== 0) throw new Error("always 20 ms");
 * ```
 */
export function serviceTime({ meanMs, stdMs }: Pick<SimulatedModel, "meanMs" | "stdMs">): ServiceTime {
	if (meanMs === 0) return { mu: Number.NEGATIVE_INFINITY, sigma: 0 };
	const variance = Math.log(1 + (stdMs / meanMs) ** 2);
	return { mu: Math.log(meanMs) - variance / 2, sigma: Math.sqrt(variance) };
}
