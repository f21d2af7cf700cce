import { chartSvg } from "@mdinference/report";
import { barX, dot, frame, ruleX, text } from "@observablehq/plot";
import type { Reproduction } from "../paper/reproduce.ts";
import { printedTableFour, tableFourSlaMs } from "../paper/table_iv.ts";
import type { Summary } from "../summary.ts";
import { lines, namedLines, type PaperChart, policyColours } from "./paper_chart_marks.ts";

const accuracy = ({ accuracy }: Summary) => 100 * accuracy.value;
const reliance = ({ reliance }: Summary) => 100 * reliance.value;

/** Figure 7: reliance or accuracy on the residential network. */
export function figureSeven(
	{ figuresSevenEight: { points } }: Reproduction,
	kind: "reliance" | "accuracy",
): PaperChart {
	const series = lines(points, kind === "reliance" ? reliance : accuracy);
	return {
		name: `figure_7_${kind}`,
		caption:
			kind === "reliance"
				? "Figure 7, on-device reliance, residential network with a floor of 85 ms. MDInference relies on it as rarely as static latency. Rings: Table IV."
				: "Figure 7, accuracy, residential network. Rings: Table IV.",
		svg: (standalone) =>
			chartSvg({
				standalone,
				alternative: `${kind} over the SLA of four policies on the residential network, with Table IV's values`,
				marginRight: 118,
				x: { label: "SLA (ms)", domain: [50, 500] },
				y:
					kind === "reliance"
						? { label: "on-device reliance (%)", grid: true, domain: [0, 100] }
						: { label: "aggregate accuracy (%)", grid: true, domain: [40, 85] },
				color: policyColours,
				marks: [
					...namedLines(series, {
						gap: kind === "reliance" ? 5 : 2.4,
						over: kind === "reliance" ? ["MDInference"] : [],
					}),
					dot(printedTableFour, {
						x: () => tableFourSlaMs,
						y: ({ residential }) => residential[kind],
						r: 5,
						stroke: "currentColor",
						strokeWidth: 2,
					}),
					text([{ x: tableFourSlaMs, y: kind === "reliance" ? 23.03 : 73.11 }], {
						x: "x",
						y: "y",
						text: () => "rings: Table IV",
						dx: 12,
						dy: kind === "reliance" ? -12 : 8,
						textAnchor: "start",
						fontStyle: "italic",
					}),
				],
			}),
	};
}

/** Figure 8: twenty requests in their parts. */
export function figureEight({ figuresSevenEight: { breakdown } }: Reproduction): PaperChart {
	const parts = breakdown.flatMap(({ policy, request, networkMs, serviceMs, byDevice }) => [
		{ policy, request, ms: networkMs, part: byDevice ? "network, too late: the phone answers" : "network" },
		{ policy, request, ms: serviceMs, part: "model" },
	]);
	const [first] = breakdown;
	const late = breakdown.filter(({ byDevice }) => byDevice);
	const words = [
		{ policy: first!.policy, request: 1, x: first!.networkMs / 2, word: "network" },
		{ policy: first!.policy, request: 1, x: first!.networkMs + first!.serviceMs / 2, word: "model" },
		...late
			.slice(Math.floor(late.length / 2), Math.floor(late.length / 2) + 1)
			.map(({ policy, request }) => ({ policy, request, x: 124, word: "too late: the phone answers" })),
	];
	return {
		name: "figure_8",
		caption:
			"Figure 8: twenty requests of the residential network, by network time. Where cloud and network take longer than 250 ms the phone's answer counts; at Table IV's 3.16 % every second sample of twenty has no such request with MDInference.",
		svg: (standalone) =>
			chartSvg({
				standalone,
				alternative: "Network and model time of twenty requests with MDInference and with static accuracy",
				height: 460,
				marginTop: 56,
				marginBottom: 46,
				marginRight: 30,
				fx: { label: null, padding: 0.1, domain: ["MDInference", "static accuracy"] },
				x: { label: "time (ms)", labelOffset: 40, ticks: 4, grid: true },
				y: {
					label: "request",
					type: "band",
					domain: Array.from({ length: 20 }, (_, i) => i + 1),
				},
				color: {
					domain: ["network", "model", "network, too late: the phone answers"],
					range: ["#56b4e9", "#0072b2", "#d55e00"],
				},
				marks: [
					barX(parts, { x: "ms", y: "request", fx: "policy", fill: "part" }),
					ruleX([tableFourSlaMs], { strokeDasharray: "4 3", strokeWidth: 2 }),
					text(["MDInference", "static accuracy"], {
						x: tableFourSlaMs,
						fx: (policy) => policy,
						text: () => "SLA",
						frameAnchor: "top",
						dy: -12,
					}),
					text(words, {
						x: "x",
						y: "request",
						fx: "policy",
						text: "word",
						fill: "black",
						stroke: "white",
						strokeWidth: 4,
						fontWeight: 600,
					}),
				],
			}),
	};
}

/** Table IV: printed beside what came out. */
export function tableFourChart(
	{ tableFour: { rows } }: Reproduction,
	kind: "reliance" | "accuracy",
): PaperChart {
	const cells = rows.map(({ network, policy, printed, summary }) => ({
		network,
		policy,
		printed: printed[kind],
		ours: 100 * summary[kind].value,
	}));
	return {
		name: `table_iv_${kind}`,
		caption: `Table IV, ${kind === "reliance" ? "on-device reliance" : "aggregate accuracy"}: dots are ours, rings the paper's.`,
		svg: (standalone) =>
			chartSvg({
				standalone,
				alternative: `Table IV's ${kind} as printed and as it came out, by policy and network`,
				height: 260,
				marginTop: 40,
				marginBottom: 46,
				marginLeft: 110,
				marginRight: 20,
				fx: { label: null, padding: 0.1, domain: ["university", "residential"] },
				x: {
					label: kind === "reliance" ? "on-device reliance (%)" : "aggregate accuracy (%)",
					labelOffset: 40,
					domain: kind === "reliance" ? [-2, 27] : [35, 90],
					ticks: kind === "reliance" ? [0, 10, 20] : [40, 50, 60, 70, 80],
					grid: true,
				},
				y: { label: null, type: "band", domain: printedTableFour.map(({ policy }) => policy.label) },
				marks: [
					frame({ strokeOpacity: 0.3 }),
					dot(cells, { x: "ours", y: "policy", fx: "network", r: 4, fill: "#0072b2" }),
					dot(cells, {
						x: "printed",
						y: "policy",
						fx: "network",
						r: 7,
						stroke: "currentColor",
						strokeWidth: 1.5,
					}),
					text(cells, {
						x: "ours",
						y: "policy",
						fx: "network",
						text: ({ ours }) => ours.toFixed(2),
						dy: -14,
						fill: "#0072b2",
					}),
				],
			}),
	};
}
