import { designEffect, type Interval, meanInterval } from "./interval.ts";
import { makeOutcomes } from "./outcomes.ts";
import type { RequestBatch } from "./requests.ts";
import { type Scenario, serve } from "./serve.ts";
import { latestStartMs, type Percentile, type SimulatedModel } from "./simulated_model.ts";
import { type Summary, summarize } from "./summary.ts";

/** What waiting with the device's copy until it is needed changes. */
export interface DuplicationSaving {
	/** When the copy starts, in milliseconds since the request. */
	readonly startsAtMs: number;
	/** Every request is duplicated at once. */
	readonly atOnce: Summary;
	/** The copy starts only if the cloud has not answered by then. */
	readonly late: Summary;
	/** Attainment of the latter less that of the former, request by request. */
	readonly attainmentChange: Interval;
	/** Share of the device's runs that are saved, in [0, 1]; the radio's energy is the same in both. */
	readonly runsSaved: number;
}

/**
 * When a duplicate is needed (section VI of the paper, "Energy consumption"): the copy waits until the latest moment from
 * which the device still answers by the deadline, and is spared where the cloud's answer comes before.
 *
 * @param scenario who serves; its device is `model`
 * @param options `model`: the device's, with its own times; `percentile`: in how many of 100 cases it is to be in time
 * (default 99); `correlated`: whether requests depend on each other
 *
 * @example
 * ```ts
 * import { compareDuplication, drawRequests, normalNetwork } from "@mdinference/simulation";
 *
 * const requests = drawRequests(normalNetwork({ meanMs: 100, stdMs: 50 }), { count: 2000, seed: 1 });
 * const scenario = { models: [{ name: "a", accuracy: 0.8, meanMs: 20, stdMs: 1 }], slaMs: 250, policy: "mdinference" };
 * const model = { name: "small", accuracy: 0.4, meanMs: 30, stdMs: 2 };
 * const { runsSaved, attainmentChange } = compareDuplication(scenario, requests, { model });
 * if (runsSaved < 0.9 || attainmentChange.value < -0.001) throw new Error("nine runs of ten were not needed");
 * ```
 */
export function compareDuplication(
	scenario: Omit<Scenario, "device">,
	requests: RequestBatch,
	options: { model: SimulatedModel; percentile?: Percentile; correlated?: boolean },
): DuplicationSaving {
	const { model, percentile, correlated = false } = options;
	const { slaMs } = scenario;
	const startsAtMs = latestStartMs(model, slaMs, percentile);
	const outcomes = makeOutcomes(requests.count);
	const run = (device: Scenario["device"] & object): Summary => {
		const duplicated = { ...scenario, device };
		return summarize(serve(duplicated, requests, outcomes), duplicated, { correlated });
	};
	const change = new Float64Array(requests.count);
	const atOnce = run({ model });
	for (let i = 0; i < change.length; i++) change[i] = outcomes.latencyMs[i]! <= slaMs ? -1 : 0;
	const late = run({ model, startsAtMs });
	for (let i = 0; i < change.length; i++) change[i]! += outcomes.latencyMs[i]! <= slaMs ? 1 : 0;
	return {
		startsAtMs,
		atOnce,
		late,
		attainmentChange: meanInterval(change, correlated ? { designEffect: designEffect(change) } : {}),
		runsSaved: 1 - late.deviceRuns.value / atOnce.deviceRuns.value,
	};
}
