import {
	designEffect,
	type Interval,
	type IntervalOptions,
	meanInterval,
	quantileInterval,
	shareInterval,
} from "./interval.ts";
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
	const { count, latencyMs, accuracy, byDevice, deviceMs, model } = outcomes;
	const deviceAccuracy = device?.model.accuracy ?? Number.NEGATIVE_INFINITY;
	const held = { attainment: 0, reliance: 0, improved: 0, deviceRuns: 0 };
	const chosen = new Int32Array(models.length);
	for (let i = 0; i < count; i++) {
		if (latencyMs[i]! <= slaMs) held.attainment++;
		if (accuracy[i]! > deviceAccuracy) held.improved++;
		if (deviceMs[i]! < Number.POSITIVE_INFINITY) held.deviceRuns++;
		held.reliance += byDevice[i]!;
		chosen[model[i]!]!++;
	}
	const flags = new Uint8Array(correlated ? count : 0);
	const effect = (holds: (request: number) => boolean): IntervalOptions => {
		for (let i = 0; i < flags.length; i++) flags[i] = holds(i) ? 1 : 0;
		return { designEffect: designEffect(flags) };
	};
	const share = (successes: number, holds: (request: number) => boolean) =>
		shareInterval(successes, count, effect(holds));
	const mean = (values: Float64Array) =>
		meanInterval(values, correlated ? { designEffect: designEffect(values) } : {});
	const sorted = latencyMs.toSorted();
	const latency = mean(latencyMs);
	let squares = 0;
	for (let i = 0; i < count; i++) squares += (latencyMs[i]! - latency.value) ** 2;
	return {
		requests: count,
		attainment: share(held.attainment, (i) => latencyMs[i]! <= slaMs),
		accuracy: mean(accuracy),
		latencyMs: latency,
		latencyStdMs: Math.sqrt(squares / Math.max(1, count - 1)),
		quantilesMs: quantileShares.map((share) => {
			const { value } = quantileInterval(sorted, share);
			return {
				share,
				latencyMs: quantileInterval(
					sorted,
					share,
					effect((i) => latencyMs[i]! <= value),
				),
			};
		}),
		reliance: share(held.reliance, (i) => byDevice[i] === 1),
		improved: share(held.improved, (i) => accuracy[i]! > deviceAccuracy),
		deviceRuns: share(held.deviceRuns, (i) => deviceMs[i]! < Number.POSITIVE_INFINITY),
		usage: models.map(({ name }, place) => ({
			model: name,
			share: share(chosen[place]!, (i) => model[i] === place),
		})),
	};
}
