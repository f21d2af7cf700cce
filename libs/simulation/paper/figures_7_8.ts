import { drawRequests } from "../requests.ts";
import type { Summary } from "../summary.ts";
import { type Claim, type Finding, judge } from "./claim.ts";
import { difference, type Point, percent, run, steps, sweep } from "./run.ts";
import type { Setting } from "./setting.ts";
import { printedTableFour, tableFourSlaMs } from "./table_iv.ts";

const claims = {
	reliance: {
		id: "figure-7.least-reliance",
		place: "section V-D and Figure 7, caption",
		says: "MDInference relies on the phone least of all: its reliance above the least of the others, largest over SLAs",
		printed: "least",
		unit: "points",
		expects: { kind: "at most", value: 0.5 },
		why: "two deviations of a share near 3 % of 5,000 requests",
	},
	quickly: {
		id: "figure-7.quicker",
		place: "Figure 7, caption",
		says: "reliance on the phone at an SLA of 150 ms that MDInference saves over static accuracy",
		printed: "much more quickly",
		unit: "points",
		expects: { kind: "at least", value: 20 },
		why: "much is taken as no less than the 19 points that section V-D makes much of at 250 ms",
	},
	accuracy: {
		id: "figure-7.most-accurate",
		place: "section V-D",
		says: "MDInference is the most accurate of all: what the best of the others has more, largest over SLAs",
		printed: "highest",
		unit: "points",
		expects: { kind: "at most", value: 0.5 },
		why: "two deviations of the accuracy of 5,000 requests",
	},
	remote: {
		id: "figure-8.remote",
		place: "section V-D",
		says: "of twenty requests, those that MDInference answers from the cloud",
		printed: "most",
		unit: "requests",
		expects: { kind: "at least", value: 11 },
		why: "most is more than half",
	},
	static: {
		id: "figure-8.static-accuracy",
		place: "Figure 8, caption",
		says: "of the same twenty, those that static accuracy leaves to the phone beyond those that MDInference does",
		printed: "more heavily",
		unit: "requests",
		expects: { kind: "at least", value: 1 },
		why: "an order",
	},
} as const satisfies Record<string, Claim>;

/** One request of Figure 8, times in milliseconds. */
export interface BrokenDown {
	/** The policy, by the name that readers see. */
	readonly policy: string;
	/** From 1, in the order of their network times. */
	readonly request: number;
	/** Up and down. */
	readonly networkMs: number;
	/** The model's execution. */
	readonly serviceMs: number;
	/** The cloud's model. */
	readonly model: string;
	/** Whether the phone's answer was given. */
	readonly byDevice: boolean;
}

/** Reliance and accuracy over the SLA on the residential network, and twenty requests of it. */
export interface FiguresSevenEightResult {
	/** What was found. */
	readonly findings: readonly Finding[];
	/** The four policies of Table IV over the SLA. */
	readonly points: readonly Point[];
	/** Twenty requests, by policy. */
	readonly breakdown: readonly BrokenDown[];
}

/**
 * Figures 7 and 8: the residential network, with the floor that Figure 7's curve shows.
 */
export function figuresSevenEightExperiment(setting: Setting): FiguresSevenEightResult {
	const { allModels: models, measured, seed } = setting;
	const device = { model: setting.device };
	const policies = printedTableFour.map(({ policy }) => policy);
	const requests = drawRequests(measured.floored, { count: setting.requests, seed });
	const points = sweep({ models, device, policies, slasMs: steps(50, 500, 10) }, requests);
	const others = (slaMs: number, figure: (summary: Summary) => number) =>
		points
			.filter((point) => point.slaMs === slaMs && point.policy !== "MDInference")
			.map(({ summary }) => figure(summary));
	const ours = points.filter(({ policy }) => policy === "MDInference");
	const reliance = ({ reliance }: Summary) => 100 * reliance.value;
	const accuracy = ({ accuracy }: Summary) => 100 * accuracy.value;
	const relianceAt = (policy: string, slaMs: number) =>
		percent(points.find((point) => point.policy === policy && point.slaMs === slaMs)!.summary.reliance);

	const twenty = drawRequests(measured.floored, { count: 20, seed });
	const breakdown = ["MDInference", "static accuracy"].flatMap((label) => {
		const { policy } = policies.find((named) => named.label === label)!;
		const { outcomes } = run({ models, device, slaMs: tableFourSlaMs, policy }, twenty);
		return Array.from({ length: 20 }, (_, i) => ({
			policy: label,
			networkMs: outcomes.networkMs[i]!,
			serviceMs: outcomes.serviceMs[i]!,
			model: models[outcomes.model[i]!]!.name,
			byDevice: outcomes.byDevice[i] === 1,
		}))
			.sort((a, b) => a.networkMs - b.networkMs)
			.map((request, i) => ({ ...request, request: i + 1 }));
	});
	const left = (label: string) =>
		breakdown.filter(({ policy, byDevice }) => policy === label && byDevice).length;
	return {
		points,
		breakdown,
		findings: [
			judge(claims.reliance, {
				ours: Math.max(
					...ours.map(({ slaMs, summary }) => reliance(summary) - Math.min(...others(slaMs, reliance))),
				),
			}),
			judge(claims.quickly, {
				ours: difference(relianceAt("static accuracy", 150), relianceAt("MDInference", 150)),
			}),
			judge(claims.accuracy, {
				ours: Math.max(
					...ours.map(({ slaMs, summary }) => Math.max(...others(slaMs, accuracy)) - accuracy(summary)),
				),
			}),
			judge(claims.remote, { ours: 20 - left("MDInference") }),
			judge(claims.static, { ours: left("static accuracy") - left("MDInference") }),
		],
	};
}
