import { normalNetwork } from "../drawn_network.ts";
import { type Interval, meanInterval, shareInterval } from "../interval.ts";
import { drawRequests } from "../requests.ts";
import type { Summary } from "../summary.ts";
import { type Claim, type Finding, judge } from "./claim.ts";
import { difference, percent, run, steps } from "./run.ts";
import type { Setting } from "./setting.ts";

const claims = {
	below50: {
		id: "figure-4.sla-100.attainment",
		place: "section V-B",
		says: "SLA attainment at 100 ms while the network is stable: largest up to a CV of 50 %",
		printed: "less than 50",
		unit: "%",
		expects: { kind: "at most", value: 50 },
		why: "a bound",
	},
	half: {
		id: "figure-4.sla-100.half",
		place: "section V-B",
		says: "share of requests whose network time is below the SLA of 100 ms, at a CV of 5 %",
		printed: "50",
		unit: "%",
		expects: { kind: "near", value: 50, within: 1 },
		why: "two deviations of a share of the paper's 10,000 requests",
	},
	growing: {
		id: "figure-4.sla-100.accuracy-grows",
		place: "section V-B",
		says: "accuracy gained at an SLA of 100 ms from a CV of 0 % to one of 100 %",
		printed: "gradual increase",
		unit: "points",
		expects: { kind: "at least", value: 1 },
		why: "an order; a point is what the paper's figures can show",
	},
	maintained: {
		id: "figure-4.sla-100.attainment-kept",
		place: "section V-B and Figure 4, caption",
		says: "attainment gained at an SLA of 100 ms from a CV of 5 % to one of 100 %",
		printed: "maintained, improving",
		unit: "points",
		expects: { kind: "at least", value: 0 },
		why: "an order",
	},
	around80: {
		id: "figure-4.sla-250.accuracy",
		place: "section V-B",
		says: "aggregate accuracy at an SLA of 250 ms, whatever the CV: the one farthest from 80",
		unit: "%",
		expects: { kind: "near", value: 80, within: 2.65 },
		why: "the paper counts NasNet Large's 82.6 as slightly more than around 80, and at a CV of 0 % nothing else is chosen; half of the last digit",
	},
	high: {
		id: "figure-4.sla-250.attainment",
		place: "section V-B",
		says: "SLA attainment at 250 ms, whatever the CV: the least",
		printed: "high",
		unit: "%",
		expects: { kind: "at least", value: 90 },
		why: "high is taken as nine of ten",
	},
	single: {
		id: "figure-5.single",
		place: "Figure 5, caption",
		says: "share of the most used model at a CV of 0 %, at either SLA: the least",
		printed: "dominates",
		unit: "%",
		expects: { kind: "at least", value: 99 },
		why: "all requests have the same budget",
	},
	wider: {
		id: "figure-5.wider",
		place: "Figure 5, caption",
		says: "models with at least 1 % of the requests at a CV of 100 %, at either SLA: the fewest",
		printed: "a wider range",
		unit: "models",
		expects: { kind: "at least", value: 2 },
		why: "more than the single one at a CV of 0 %",
	},
	basis100: {
		id: "figure-5.basis-100",
		place: "section V-B",
		says: "share of MobileNetV1's family at an SLA of 100 ms, whatever the CV: the least",
		printed: "the basis",
		unit: "%",
		expects: { kind: "at least", value: 50 },
		why: "a basis is taken as most requests",
	},
	basis250: {
		id: "figure-5.basis-250",
		place: "section V-B",
		says: "share of NasNet Large at an SLA of 250 ms, whatever the CV: the least",
		printed: "used",
		unit: "%",
		expects: { kind: "at least", value: 50 },
		why: "a basis is taken as most requests",
	},
	campus: {
		id: "section-v-b.campus-cv",
		place: "section V-B",
		says: "CV of the measured campus network",
		printed: "74",
		unit: "%",
		expects: { kind: "near", value: 74, within: 0.5 },
		why: "printed without decimals",
		unpublished:
			"The traces are not public. The authors' simulated campus network has 57.87 ± 30.79 ms, which is another one.",
	},
} as const satisfies Record<string, Claim>;

/** A point of Figures 4 and 5. */
export interface VariationPoint {
	/** Deviation over mean of the network time, in percent. */
	readonly cv: number;
	/** Tsla, in milliseconds. */
	readonly slaMs: number;
	/** What MDInference came to. */
	readonly summary: Summary;
}

/** Attainment, accuracy and model usage over the network's variation. */
export interface FiguresFourFiveResult {
	/** What was found. */
	readonly findings: readonly Finding[];
	/** By SLA, then CV. */
	readonly points: readonly VariationPoint[];
}

/**
 * Figures 4 and 5: a network of 100 ms on average whose deviation grows from 0 to 100 ms.
 *
 * @param setting what to run on
 * @param campus mean and deviation of one way of the authors' simulated campus network, in milliseconds
 */
export function figuresFourFiveExperiment(
	setting: Setting,
	campus: readonly [number, number],
): FiguresFourFiveResult {
	const { models, seed } = setting;
	const points = steps(0, 100, 5).flatMap((cv) => {
		const requests = drawRequests(normalNetwork({ meanMs: 100, stdMs: cv }), {
			count: setting.requests,
			seed,
		});
		return [100, 250].map((slaMs) => {
			const { summary } = run({ models, slaMs, policy: "mdinference" }, requests);
			return { cv, slaMs, summary };
		});
	});
	const stable = drawRequests(normalNetwork({ meanMs: 100, stdMs: 5 }), { count: setting.many, seed });
	const early = stable.upMs.map((ms) => (2 * ms < 100 ? 1 : 0));
	const at = (slaMs: number, cvs: readonly [number, number] = [0, 100]) =>
		points.filter((point) => point.slaMs === slaMs && point.cv >= cvs[0] && point.cv <= cvs[1]);
	const value = (slaMs: number, cv: number, key: "accuracy" | "attainment") =>
		percent(points.find((point) => point.slaMs === slaMs && point.cv === cv)!.summary[key]);
	const gain = (key: "accuracy" | "attainment", from: number) =>
		difference(value(100, 100, key), value(100, from, key));
	const least = (slaMs: number, figure: (summary: Summary) => Interval) =>
		at(slaMs)
			.map(({ summary }) => percent(figure(summary)))
			.reduce((a, b) => (b.value < a.value ? b : a));
	const used = ({ usage, requests }: Summary, name: RegExp) =>
		shareInterval(
			usage.reduce((sum, { model, share }) => sum + (name.test(model) ? requests * share.value : 0), 0),
			requests,
		);
	const farthest = at(250)
		.map(({ summary }) => percent(summary.accuracy))
		.reduce((a, b) => (Math.abs(b.value - 80) > Math.abs(a.value - 80) ? b : a));
	const ends = (cv: number) => points.filter((point) => point.cv === cv).map(({ summary }) => summary.usage);
	return {
		points,
		findings: [
			judge(claims.below50, {
				ours: at(100, [0, 50])
					.map(({ summary }) => percent(summary.attainment))
					.reduce((a, b) => (b.value > a.value ? b : a)),
			}),
			judge(claims.half, { ours: percent(meanInterval(early)) }),
			judge(claims.growing, { ours: gain("accuracy", 0) }),
			judge(claims.maintained, { ours: gain("attainment", 5) }),
			judge(claims.around80, { ours: farthest }),
			judge(claims.high, { ours: least(250, (summary) => summary.attainment) }),
			judge(claims.single, {
				ours: Math.min(...ends(0).map((usage) => 100 * Math.max(...usage.map(({ share }) => share.value)))),
			}),
			judge(claims.wider, {
				ours: Math.min(...ends(100).map((usage) => usage.filter(({ share }) => share.value >= 0.01).length)),
			}),
			judge(claims.basis100, { ours: least(100, (summary) => used(summary, /^MobileNetV1/)) }),
			judge(claims.basis250, { ours: least(250, (summary) => used(summary, /^NasNet Large$/)) }),
			judge(claims.campus, {
				ours: (100 * campus[1]) / campus[0],
				evidence: { holds: true, figures: "" },
			}),
		],
	};
}
