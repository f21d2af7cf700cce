import { shareInterval } from "../interval.ts";
import { drawRequests } from "../requests.ts";
import type { Summary } from "../summary.ts";
import { type Claim, type Finding, judge } from "./claim.ts";
import { type NamedPolicy, type Point, pairedDifference, percent, run, steps, sweep } from "./run.ts";
import type { Setting } from "./setting.ts";

/** The four algorithms of Figure 6, and the printed policy made sharper. */
export const figureSixPolicies: readonly NamedPolicy[] = [
	{ label: "pure random", policy: "pure-random" },
	{ label: "related random", policy: "related-random" },
	{ label: "related accurate", policy: "related-accurate" },
	{ label: "MDInference, as printed", policy: "mdinference" },
	{ label: "MDInference, sharpness 10", policy: "mdinference", sharpness: 10 },
];

const equation = {
	of: "equation (3)",
	because:
		"NasNet Large and NasNet Fictional take equally long, so equation (3) weighs them by accuracy alone, 82.6 : 50, at every budget: Fictional gets 37.7 % of the picks of the two.",
};
const claims = {
	constantLatency: {
		id: "figure-6.pure-random.latency",
		place: "section V-C",
		says: "pure random's latency, from the SLA with the least to the one with the most",
		printed: "approximately the same",
		unit: "ms",
		expects: { kind: "at most", value: 2 },
		why: "two deviations of the mean of 10,000 requests",
	},
	constantAccuracy: {
		id: "figure-6.pure-random.accuracy",
		place: "section V-C",
		says: "pure random's accuracy, from the SLA with the least to the one with the most",
		printed: "approximately the same",
		unit: "points",
		expects: { kind: "at most", value: 1 },
		why: "a point is what the paper's figures can show",
	},
	meets: {
		id: "figure-6.meets-sla",
		place: "section V-C",
		says: "the three that use the exploration set meet SLAs from 150 ms on: by how much their mean latency exceeds it",
		printed: "met",
		unit: "ms",
		expects: { kind: "at most", value: 0 },
		why: "an order; the figure shows mean latencies",
	},
	pair: {
		id: "figure-6.pair-150",
		place: "section V-C",
		says: "share of requests at an SLA of 150 ms whose exploration set is NasNet Large and NasNet Fictional",
		printed: "primarily",
		unit: "%",
		expects: { kind: "at least", value: 50 },
		why: "primarily is taken as in most cases",
		contradiction: {
			of: "Table III and network of 100 ± 50 ms",
			because:
				"The two need a budget of 113 ms, which leaves 37 ms for the network. They are the set in most requests from 213 ms on.",
		},
	},
	relatedRandom: {
		id: "figure-6.related-random",
		place: "section V-C and Figure 6, caption",
		says: "accuracy that related random loses against related accurate at an SLA of 250 ms",
		printed: "poor",
		unit: "points",
		expects: { kind: "at least", value: 5 },
		why: "poor is taken as 5 points, a quarter of the figure's range from 60 to 80 %",
	},
	pureRandom: {
		id: "figure-6.pure-random.poor",
		place: "Figure 6, caption",
		says: "accuracy that pure random loses against related accurate at an SLA of 250 ms",
		printed: "poor",
		unit: "points",
		expects: { kind: "at least", value: 5 },
		why: "as for related random",
	},
	negligible: {
		id: "figure-6.negligible-decrease",
		place: "section V-C",
		says: "accuracy that MDInference loses against related accurate at an SLA of 250 ms",
		printed: "negligible",
		unit: "points",
		expects: { kind: "at most", value: 1 },
		why: "a point is what the paper's figures can show",
		contradiction: equation,
	},
	lowProbability: {
		id: "figure-6.low-probability",
		place: "section V-C",
		says: "probability with which MDInference picks NasNet Fictional when the two are the set",
		printed: "low",
		unit: "%",
		expects: { kind: "at most", value: 10 },
		why: "low is taken as one of ten",
		contradiction: equation,
	},
	steady: {
		id: "figure-6.mdinference.steady",
		place: "section V-C",
		says: "MDInference's accuracy improves steadily: its largest loss from an SLA to the next, from 150 ms on",
		printed: "steadily",
		unit: "points",
		expects: { kind: "at most", value: 0.2 },
		why: "all SLAs meet the same requests, so that only the draws of the policy differ: half a point would show",
		contradiction: equation,
	},
	accurateSteady: {
		id: "figure-6.related-accurate.steady",
		place: "section V-C",
		says: "related accurate's accuracy improves steadily: its largest loss from an SLA to the next, from 150 ms on",
		printed: "steadily",
		unit: "points",
		expects: { kind: "at most", value: 0.2 },
		why: "as for MDInference",
	},
	attainment: {
		id: "figure-6.attainment",
		place: "Figure 6, caption",
		says: "SLA attainment of MDInference and related accurate, largest difference over SLAs",
		printed: "similar",
		unit: "points",
		expects: { kind: "at most", value: 1 },
		why: "a point is what the paper's figures can show",
	},
} as const satisfies Record<string, Claim>;

/** The four algorithms over the SLA. */
export interface FigureSixResult {
	/** What was found. */
	readonly findings: readonly Finding[];
	/** Every policy over the SLA. */
	readonly points: readonly Point[];
}

/** Figure 6: the stages of the policy, with NasNet Fictional among the models. */
export function figureSixExperiment(setting: Setting): FigureSixResult {
	const models = [...setting.models, setting.fictional];
	const [pure, related, accurate, printed, sharp] = figureSixPolicies;
	const few = drawRequests(setting.network, { count: setting.requests, seed: setting.seed });
	const points = sweep({ models, policies: figureSixPolicies, slasMs: steps(20, 300, 20) }, few);
	const of = ({ label }: NamedPolicy, from = 0) =>
		points.filter(({ policy, slaMs }) => policy === label && slaMs >= from);
	const values = (policy: NamedPolicy, figure: (summary: Summary) => number, from = 0) =>
		of(policy, from).map(({ summary }) => figure(summary));
	const latency = (summary: Summary) => summary.latencyMs.value;
	const accuracy = (summary: Summary) => 100 * summary.accuracy.value;
	const attainment = (summary: Summary) => 100 * summary.attainment.value;
	const spread = (list: readonly number[]) => Math.max(...list) - Math.min(...list);
	const largestLoss = (list: readonly number[]) =>
		Math.max(...list.slice(1).map((value, i) => list[i]! - value));
	const attainments = values(accurate!, attainment);

	const many = drawRequests(setting.network, { count: setting.many, seed: setting.seed });
	const at = ({ label: _, ...policy }: NamedPolicy, slaMs: number) => run({ models, slaMs, ...policy }, many);
	const at250 = figureSixPolicies.map((policy) => at(policy, 250));
	const loss = (policy: NamedPolicy) =>
		pairedDifference(
			at250[figureSixPolicies.indexOf(accurate!)]!.outcomes.accuracy,
			at250[figureSixPolicies.indexOf(policy)]!.outcomes.accuracy,
			100,
		);
	const picks = ({ usage, requests }: Summary, name: string) =>
		Math.round(requests * usage.find(({ model }) => model === name)!.share.value);
	const pairPicks = (summary: Summary) => picks(summary, "NasNet Large") + picks(summary, "NasNet Fictional");
	const pairShare = (summary: Summary) => percent(shareInterval(pairPicks(summary), summary.requests));
	const fictionalOfPair = (summary: Summary) =>
		percent(shareInterval(picks(summary, "NasNet Fictional"), pairPicks(summary)));
	const asEquation = {
		holds: Math.abs(fictionalOfPair(at250[3]!.summary).value - (100 * 50) / 132.6) < 1,
		figures: `Sharpness 10 instead of 1: ${loss(sharp!).value.toFixed(1)} points lost, Fictional ${fictionalOfPair(at250[4]!.summary).value.toFixed(1)} %.`,
	};
	const pairAt213 = pairShare(at(related!, 215).summary).value;
	return {
		points,
		findings: [
			judge(claims.constantLatency, { ours: spread(values(pure!, latency)) }),
			judge(claims.constantAccuracy, { ours: spread(values(pure!, accuracy)) }),
			judge(claims.meets, {
				ours: Math.max(
					...[related!, accurate!, printed!].flatMap((policy) =>
						of(policy, 150).map(({ slaMs, summary }) => latency(summary) - slaMs),
					),
				),
			}),
			judge(claims.pair, {
				ours: pairShare(at(related!, 150).summary),
				evidence: { holds: pairAt213 >= 50, figures: `At 215 ms: ${pairAt213.toFixed(0)} %.` },
			}),
			judge(claims.relatedRandom, { ours: loss(related!) }),
			judge(claims.pureRandom, { ours: loss(pure!) }),
			judge(claims.negligible, { ours: loss(printed!), evidence: asEquation }),
			judge(claims.lowProbability, { ours: fictionalOfPair(at250[3]!.summary), evidence: asEquation }),
			judge(claims.steady, { ours: largestLoss(values(printed!, accuracy, 150)), evidence: asEquation }),
			judge(claims.accurateSteady, { ours: largestLoss(values(accurate!, accuracy, 150)) }),
			judge(claims.attainment, {
				ours: Math.max(...values(printed!, attainment).map((value, i) => Math.abs(value - attainments[i]!))),
			}),
		],
	};
}
