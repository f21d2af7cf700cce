import { type ReportSection, reportPage } from "@mdinference/report";
import type { Interval } from "../interval.ts";
import { type Claim, type Finding, type Verdict, verdictText } from "../paper/claim.ts";
import type { Reproduction } from "../paper/reproduce.ts";
import type { PaperChart } from "./paper_chart_marks.ts";
import {
	figureFive,
	figureFour,
	figureSix,
	figureThreeAccuracy,
	figureThreeLatency,
	figureThreeUsage,
} from "./paper_charts.ts";
import { figureEight, figureSeven, tableFourChart } from "./paper_charts_networks.ts";

/** The verdict table's headings. */
export const findingColumns = ["claim", "paper", "ours (95 %)", "verdict", "where"] as const;

/** A row of the verdict table. */
export function findingRow(finding: Finding): string[] {
	const { claim, ours } = finding;
	return [claim.says, printed(claim), ours ? figure(ours, claim) : "none", verdictText(finding), claim.place];
}

/** What the paper prints, with its unit. */
export function printed({ printed, expects, unit }: Claim): string {
	const value = printed ?? (expects ? String(expects.value) : "none");
	return /\d$/.test(value) ? `${value} ${unit}` : value;
}

/** Our figure with half of its interval, in the claim's unit. */
export function figure({ value, low, high }: Interval, { unit }: Pick<Claim, "unit">): string {
	const whole = ["models", "requests", "values"].includes(unit);
	const digits = whole ? 0 : 2;
	const half = Math.max(high - value, value - low);
	const rounded = value.toFixed(digits).replace(/^-(0\.?0*)$/, "$1");
	return half < 0.005 ? `${rounded} ${unit}` : `${rounded} ± ${half.toFixed(digits)} ${unit}`;
}

/** How many findings have each verdict, in words. */
export function counts(findings: readonly Finding[]): string {
	const count = (verdict: Verdict) => findings.filter((finding) => finding.verdict === verdict).length;
	return `Of ${findings.length} claims ${count("reproduced")} are reproduced, ${count("contradiction")} contradict the paper itself, ${count("unpublished")} cannot be checked with what is published, and ${count("fails")} fail.`;
}

/** Every chart of the report, in the paper's order. */
export function paperCharts(result: Reproduction): Record<string, PaperChart[]> {
	return {
		"Figure 3": [figureThreeLatency(result), figureThreeAccuracy(result), figureThreeUsage(result)],
		"Figures 4 and 5": [figureFour(result), figureFive(result)],
		"Figure 6": [figureSix(result, "latency"), figureSix(result, "accuracy")],
		"Figures 7 and 8": [
			figureSeven(result, "reliance"),
			figureSeven(result, "accuracy"),
			figureEight(result),
		],
		"Table IV": [tableFourChart(result, "reliance"), tableFourChart(result, "accuracy")],
	};
}

/** The whole report as a page. */
export function paperReport(result: Reproduction): string {
	const charts = paperCharts(result);
	const { tableThree, figureThree, figuresFourFive, figureSix, figuresSevenEight, tableFour, setting } =
		result;
	const section = (
		title: string,
		findings: readonly Finding[],
		more: Partial<ReportSection> = {},
	): ReportSection => ({
		title,
		...more,
		text: [...(more.text ?? []), ...explanations(findings)],
		tables: [{ columns: findingColumns, rows: findings.map(unbroken) }, ...(more.tables ?? [])],
		figures: (charts[title] ?? []).map(({ svg, caption }) => ({ svg: svg(false), caption })),
	});
	return reportPage({
		title: "MDInference, table by table",
		summary: `${counts(result.findings)} ${setting.requests.toLocaleString("en")} requests at each point of a curve, more where a number is compared, seed ${setting.seed}.`,
		sections: [
			{
				title: "How to read this",
				text: [
					"Each claim of the paper that names a number or an order stands beside what this code gives, with the 95 % interval of our own sampling where there is one. A claim is reproduced if our figure lies within a tolerance that was set beforehand, each with its reason, listed at the end.",
					"A claim that does not hold is not excused by words: an explanation counts only while its own figures, measured anew each time, bear it out. Anything else fails, and the command ends with status 1.",
					"Where the paper says a word instead of a number (similar, negligible, mostly), the number that we took for it is listed too.",
				],
			},
			section("Table III", tableThree.findings, {
				tables: [
					{
						columns: [
							"model",
							"top-1 (%)",
							"mean, printed (ms)",
							"mean, measured (ms)",
							"deviation, printed (ms)",
							"deviation, measured (ms)",
						],
						rows: tableThree.rows.map(({ printed: p, measured: m }) => [
							p.name,
							(100 * p.accuracy).toFixed(1),
							p.meanMs.toFixed(2),
							m.meanMs.toFixed(4),
							p.stdMs.toFixed(2),
							m.stdMs.toFixed(4),
						]),
					},
					{
						columns: ["SLA (ms)", "accuracy, rounded inputs (%)", "accuracy, full precision (%)"],
						rows: tableThree.accuracies.map(({ slaMs, rounded, full }) => [
							slaMs,
							rounded.toFixed(3),
							full.toFixed(3),
						]),
					},
				],
			}),
			section("Figure 3", figureThree.findings),
			section("Figures 4 and 5", figuresFourFive.findings),
			section("Figure 6", figureSix.findings),
			section("Figures 7 and 8", figuresSevenEight.findings, {
				text: [
					"The residential traces are not public. The network here is a lognormal above a floor of 85 ms, below which Figure 7's curve shows no answer; its two parameters follow from Table IV's two static rows.",
				],
			}),
			section("Table IV", tableFour.findings, {
				text: [
					"The traces are not public: both networks are lognormals fitted to the table's two static rows. These agree by construction, and so does MDInference's reliance, which is static latency's. Its accuracy, and all of the random policy, are results.",
					"Which models the random policy chose among is not said. The table below shows what candidate sets give: the 23 models of the authors' file, without or with NasNet Fictional, come close; Table III's eleven do not.",
				],
				tables: [
					{
						columns: [
							"candidates",
							"models",
							"random, university: reliance (%)",
							"accuracy (%)",
							"residential: reliance (%)",
							"accuracy (%)",
							"fastest model's accuracy (%)",
						],
						rows: [
							["the paper prints", "", "0.42", "63.33", "5.06", "62.06", "41.40"],
							...tableFour.candidateSets.map(
								({ name, count, random: { university, residential }, fastest }) => [
									name,
									String(count),
									...[
										university.reliance,
										university.accuracy,
										residential.reliance,
										residential.accuracy,
										fastest,
									].map(({ value }) => value.toFixed(2)),
								],
							),
						],
					},
				],
			}),
			section("What the text says", result.statements),
			{
				title: "Tolerances and their reasons",
				tables: [
					{
						columns: ["claim", "expected", "why"],
						rows: result.findings.flatMap(({ claim }) =>
							claim.expects ? [[claim.id, expectation(claim), claim.why]] : [],
						),
					},
				],
			},
		],
	});
}

/** What was expected of a claim, in words. */
export function expectation({ expects, unit }: Claim): string {
	if (expects === undefined) return "nothing";
	if (expects.kind !== "near") return `${expects.kind} ${expects.value} ${unit}`;
	return `${expects.value} ± ${expects.within} ${unit}`;
}

/** A row whose figures stay on one line on a narrow screen, too. */
function unbroken(finding: Finding): string[] {
	return findingRow(finding).map((cell, i) => (i === 2 ? cell.replaceAll(" ", "\u00a0") : cell));
}

/** Why claims were not simply reproduced: an explanation that several share is said once. */
function explanations(findings: readonly Finding[]): string[] {
	const says = new Map<string, string[]>();
	for (const { claim, verdict, explanation } of findings) {
		if (verdict === "reproduced" || explanation === "") continue;
		says.set(explanation, [...(says.get(explanation) ?? []), claim.says]);
	}
	return [...says].map(([explanation, claims]) => `“${claims.join("”, “")}”: ${explanation}`);
}
