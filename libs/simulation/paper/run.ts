import { type Interval, meanInterval } from "../interval.ts";
import { makeOutcomes, type OutcomeBatch } from "../outcomes.ts";
import type { RequestBatch } from "../requests.ts";
import { type Scenario, serve } from "../serve.ts";
import { type Summary, summarize } from "../summary.ts";

/** A point of a curve. */
export interface Point {
	/** Tsla, in milliseconds. */
	readonly slaMs: number;
	/** The policy, by the name that readers see. */
	readonly policy: string;
	/** What its requests came to. */
	readonly summary: Summary;
}

/** A policy of an experiment. */
export interface NamedPolicy {
	/** The name that readers see. */
	readonly label: string;
	/** Its name in libs/selection. */
	readonly policy: string;
	/** Of `mdinference`. */
	readonly sharpness?: number;
}

/** Runs one scenario: what became of each request, and the sum. */
export function run(
	scenario: Scenario,
	requests: RequestBatch,
): { outcomes: OutcomeBatch; summary: Summary } {
	const outcomes = serve(scenario, requests);
	return { outcomes, summary: summarize(outcomes, scenario) };
}

/** Runs every policy at every SLA on the same requests: differences between points are not due to chance alone. */
export function sweep(
	{
		policies,
		slasMs,
		...scenario
	}: Omit<Scenario, "policy" | "slaMs" | "sharpness"> & {
		readonly policies: readonly NamedPolicy[];
		readonly slasMs: readonly number[];
	},
	requests: RequestBatch,
): Point[] {
	const outcomes = makeOutcomes(requests.count);
	return slasMs.flatMap((slaMs) =>
		policies.map(({ label, ...policy }) => {
			const whole = { ...scenario, ...policy, slaMs };
			return { slaMs, policy: label, summary: summarize(serve(whole, requests, outcomes), whole) };
		}),
	);
}

/** Numbers from `from` to `to` in steps. */
export function steps(from: number, to: number, step: number): number[] {
	return Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, i) => from + i * step);
}

/** A share as a percentage. */
export function percent({ value, low, high }: Interval): Interval {
	return { value: 100 * value, low: 100 * low, high: 100 * high };
}

/** a - b, of figures whose requests need not be the same: too wide an interval where they are. */
export function difference(a: Interval, b: Interval): Interval {
	const value = a.value - b.value;
	return {
		value,
		low: value - Math.hypot(a.value - a.low, b.high - b.value),
		high: value + Math.hypot(a.high - a.value, b.value - b.low),
	};
}

/** Mean of a - b over the same requests, with the interval of paired differences, times `factor`. */
export function pairedDifference(a: Float64Array, b: Float64Array, factor = 1): Interval {
	return meanInterval(a.map((value, i) => factor * (value - b[i]!)));
}

/**
 * By how many percent the mean of `a` lies below that of `b`, over the same requests. The interval is that of the
 * linearised ratio of the means.
 */
export function reduction(a: Float64Array, b: Float64Array): Interval {
	const meanOfB = meanInterval(b).value;
	const ratio = meanInterval(a).value / meanOfB;
	const { low, high, value } = meanInterval(a.map((ms, i) => (100 * (ratio * b[i]! - ms)) / meanOfB));
	const centre = 100 * (1 - ratio);
	return { value: centre, low: centre + low - value, high: centre + high - value };
}
