import { designEffect, type Interval, meanInterval, quantileInterval, shareInterval } from "./interval.ts";
import type { OutcomeBatch } from "./outcomes.ts";
import type { Scenario } from "./serve.ts";

/** Shares of the requests that are faster than the quantiles of a {@link Summary}. */
export const quantileShares = [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99] as const;

/** What requests came to. Shares lie in [0, 1]; each figure has its 95 % interval. */
export interface Summary {
	/** How many requests. */
	readonly requests: number;
	/** Share answered by the deadline. */
	readonly attainment: Interval;
	/** Aggregate accuracy of the paper: the mean accuracy of the models that answered. */
	readonly accuracy: Interval;
	/** Mean time until the user has an answer, in milliseconds. */
	readonly latencyMs: Interval;
	/** Its standard deviation, in milliseconds. */
	readonly latencyStdMs: number;
	/** Its quantiles, in milliseconds, of {@link quantileShares}. */
	readonly quantilesMs: readonly { readonly share: number; readonly latencyMs: Interval }[];
	/** Share answered by the device; 0 without one. */
	readonly reliance: Interval;
	/** Share answered by a model more accurate than the device's; without a device, all. */
	readonly improved: Interval;
	/** Share for which the device ran. */
	readonly deviceRuns: Interval;
	/** Share for which the cloud ran each model, in the scenario's order. */
	readonly usage: readonly { readonly model: string; readonly share: Interval }[];
}

/**
 * Sums outcomes up, with 95 % intervals.
 *
 * Shares have Wilson's, means the normal distribution's, quantiles those of order statistics. Where requests depend on
 * each other, on a trace or in a queue, each interval is widened by the design effect of batch means.
 *
 * @param outcomes from {@link serve}
 * @param scenario whose they are
 * @param options `correlated`: whether requests depend on each other (default false)
 *
 * @example
 * ```ts
 * import { drawRequests, normalNetwork, serve, summarize } from "@mdinference/simulation";
 *
 * const scenario = { models: [{ name: "a", accuracy: 0.7, meanMs: 9, stdMs: 1 }], slaMs: 100, policy: "mdinference" };
 * const requests = drawRequests(normalNetwork({ meanMs: 91, stdMs: 20 }), { count: 10_000, seed: 1 });
 * const { attainment, accuracy } = summarize(serve(scenario, requests), scenario);
 * if (Math.abs(attainment.value - 0.5) > 0.02) throw new Error("half of them are in time");
 * if (Math.abs(accuracy.value - 0.7) > 1e-9) throw new Error("there is but one model");
 * ```
 */
export function summarize(
	outcomes: OutcomeBatch,
	scenario: Pick<Scenario, "models" | "slaMs" | "device">,
	{ correlated = false }: { correlated?: boolean } = {},
): Summary {
	const { models, slaMs, device } = scenario;
	const { count, latencyMs, accuracy } = outcomes;
	const flags = new Uint8Array(count);
	const share = (holds: (request: number) => boolean): Interval => {
		let held = 0;
		for (let i = 0; i < count; i++) {
			flags[i] = holds(i) ? 1 : 0;
			held += flags[i]!;
		}
		return shareInterval(held, count, correlated ? { designEffect: designEffect(flags) } : {});
	};
	const mean = (values: Float64Array) =>
		meanInterval(values, correlated ? { designEffect: designEffect(values) } : {});
	const deviceAccuracy = device?.model.accuracy ?? Number.NEGATIVE_INFINITY;
	const latency = mean(latencyMs);
	let squares = 0;
	for (let i = 0; i < count; i++) squares += (latencyMs[i]! - latency.value) ** 2;
	return {
		requests: count,
		attainment: share((i) => latencyMs[i]! <= slaMs),
		accuracy: mean(accuracy),
		latencyMs: latency,
		latencyStdMs: Math.sqrt(squares / Math.max(1, count - 1)),
		quantilesMs: quantiles(latencyMs, correlated),
		reliance: share((i) => outcomes.byDevice[i] === 1),
		improved: share((i) => accuracy[i]! > deviceAccuracy),
		deviceRuns: share((i) => outcomes.deviceMs[i]! < Number.POSITIVE_INFINITY),
		usage: models.map(({ name }, model) => ({
			model: name,
			share: share((i) => outcomes.model[i] === model),
		})),
	};
}

function quantiles(latencyMs: Float64Array, correlated: boolean): Summary["quantilesMs"] {
	const sorted = latencyMs.toSorted();
	const flags = new Uint8Array(latencyMs.length);
	return quantileShares.map((share) => {
		if (!correlated) return { share, latencyMs: quantileInterval(sorted, share) };
		const limitMs = quantileInterval(sorted, share).value;
		for (let i = 0; i < flags.length; i++) flags[i] = latencyMs[i]! <= limitMs ? 1 : 0;
		return { share, latencyMs: quantileInterval(sorted, share, { designEffect: designEffect(flags) }) };
	});
}
