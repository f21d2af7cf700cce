import type { Random } from "@mdinference/stats";
import { bernoulliErrors } from "./bernoulli.ts";
import { learnerErrors } from "./naive_bayes.ts";
import { seaExample } from "./sea.ts";
import { logServiceTimes, type ServiceNoise } from "./service_times.ts";
import { staggerExample } from "./stagger.ts";

/** What a stream's numbers are: right and wrong, or logarithms of service times. */
export type StreamKind = "errors" | "latency";

/** A kind of stream with a change in it. */
export interface Scenario {
	/** A short name for tables and charts. */
	name: string;
	/** What its numbers are. */
	kind: StreamKind;
	/** What it is and what changes, in one sentence. */
	what: string;
	/**
	 * Draws a stream.
	 *
	 * @param changeAt the first sample that is not as before; infinity for a stream without a change
	 */
	draw: (random: Random, length: number, changeAt: number) => Float64Array;
}

/** 0 before the change, 1 once it is complete. */
const progress = (at: number, changeAt: number, duration: number): number =>
	at < changeAt ? 0 : Math.min(1, (at - changeAt + 1) / duration);

const errors = (name: string, what: string, from: number, to: number, duration: number): Scenario => ({
	name,
	kind: "errors",
	what,
	draw: (random, length, changeAt) =>
		bernoulliErrors(random, length, (at) => from + (to - from) * progress(at, changeAt, duration)),
});

const latency = (
	name: string,
	what: string,
	noise: ServiceNoise,
	factor: number,
	duration: number,
): Scenario => ({
	name,
	kind: "latency",
	what,
	draw: (random, length, changeAt) =>
		logServiceTimes(random, length, noise, (at) => factor ** progress(at, changeAt, duration)),
});

/** Noise as on a machine of one's own, with pauses, and as on a machine that others use, too. */
export const noises: Readonly<Record<"calm" | "pauses" | "shared", Omit<ServiceNoise, "sigma">>> = {
	calm: { correlation: 0, pauses: 0 },
	pauses: { correlation: 0, pauses: 0.03 },
	shared: { correlation: 0.6, pauses: 0.03 },
};

/** All streams of the comparison. */
export const scenarios: readonly Scenario[] = [
	errors("errors, abrupt", "right or wrong; errors from 10 to 25 %, at once", 0.1, 0.25, 1),
	errors("errors, small", "right or wrong; errors from 10 to 16 %, at once", 0.1, 0.16, 1),
	errors("errors, gradual", "right or wrong; errors from 10 to 25 % over 1,000 labels", 0.1, 0.25, 1000),
	{
		name: "SEA",
		kind: "errors",
		what: "errors of a naive Bayes learner on SEA; threshold from 8 to 9.5",
		draw: (random, length, changeAt) =>
			learnerErrors(random, length, seaExample, (at) => (at < changeAt ? 0 : 3)),
	},
	{
		name: "STAGGER",
		kind: "errors",
		what: "errors of a naive Bayes learner on STAGGER; concept 1 to 2",
		draw: (random, length, changeAt) =>
			learnerErrors(random, length, staggerExample, (at) => Number(at >= changeAt)),
	},
	latency(
		"latency, abrupt",
		"lognormal times, sigma 0.3; three times slower",
		{ ...noises.calm, sigma: 0.3 },
		3,
		1,
	),
	latency(
		"latency, small",
		"lognormal times, sigma 0.3; 20 % slower",
		{ ...noises.calm, sigma: 0.3 },
		1.2,
		1,
	),
	latency(
		"latency, gradual",
		"lognormal times, sigma 0.3; to three times slower over 500 runs",
		{ ...noises.calm, sigma: 0.3 },
		3,
		500,
	),
	latency(
		"latency, pauses",
		"sigma 0.3 and pauses with infinite variance in 3 % of runs; three times slower",
		{ ...noises.pauses, sigma: 0.3 },
		3,
		1,
	),
	latency(
		"latency, shared",
		"the same, and noise with a correlation of 0.6 from run to run; three times slower",
		{ ...noises.shared, sigma: 0.3 },
		3,
		1,
	),
];
