import { lognormalOf } from "./lognormal.ts";

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
	return lognormalOf(meanMs, stdMs);
}

/** In how many of 100 cases a device is to be done in time. */
export type Percentile = 99 | 99.9 | 99.99;

/** Standard normal quantiles. */
const normalQuantiles: Readonly<Record<Percentile, number>> = {
	99: 2.3263479,
	99.9: 3.0902323,
	99.99: 3.7190165,
};

/** The percentiles that there are. */
export const percentiles: readonly Percentile[] = [99, 99.9, 99.99];

/**
 * A high percentile of a model's service time, in milliseconds.
 *
 * @param percentile default: 99
 *
 * @example
 * ```ts
 * import { servicePercentileMs } from "@mdinference/simulation";
 *
 * if (servicePercentileMs({ meanMs: 20, stdMs: 0 }) !== 20) throw new Error("it always takes 20 ms");
 * ```
 */
export function servicePercentileMs(
	model: Pick<SimulatedModel, "meanMs" | "stdMs">,
	percentile: Percentile = 99,
): number {
	if (model.stdMs === 0) return model.meanMs;
	const { mu, sigma } = serviceTime(model);
	return Math.exp(mu + normalQuantiles[percentile] * sigma);
}

/**
 * The latest moment at which a device can start and still answer by the deadline, in milliseconds since the request; 0
 * where even that is too late.
 *
 * @param model with the device's own times
 * @param slaMs Tsla, in milliseconds
 * @param percentile in how many of 100 cases it is to be done by then; default: 99
 *
 * @example
 * ```ts
 * import { latestStartMs } from "@mdinference/simulation";
 *
 * if (latestStartMs({ meanMs: 40, stdMs: 0 }, 250) !== 210) throw new Error("40 ms before the deadline");
 * if (latestStartMs({ meanMs: 400, stdMs: 0 }, 250) !== 0) throw new Error("at once: it will be late anyway");
 * ```
 */
export function latestStartMs(
	model: Pick<SimulatedModel, "meanMs" | "stdMs">,
	slaMs: number,
	percentile: Percentile = 99,
): number {
	return Math.max(0, slaMs - servicePercentileMs(model, percentile));
}
