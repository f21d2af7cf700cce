import { chartSvg, palette } from "@mdinference/report";
import { areaY, lineY, type Markish, rect, ruleX, text } from "@observablehq/plot";
import { cast, shortName } from "./cast.ts";
import type { DemoResult } from "./run_demo.ts";
import type { HeardAlarm } from "./run_traffic.ts";
import { phaseTimes } from "./schedule.ts";
import { phoneAnswers } from "./tally.ts";
import { type TimelinePoint, timeline, usageOverTime } from "./timeline.ts";

const size = { width: 900, height: 340, marginTop: 72, marginLeft: 56, marginRight: 12, marginBottom: 42 };

const vertical = { labelAnchor: "center", labelArrow: "none" } as const;

/** All variants' share of answers that were right and on time, with the best single model of each phase. */
export function comparisonChart(result: DemoResult): string {
	const lines = result.runs.flatMap((run) =>
		pointsOf(result, run.variant).map(({ seconds, worth }) => ({
			seconds,
			share: 100 * worth,
			what: run.variant,
		})),
	);
	const times = phaseTimes(result.phases);
	const best = result.best.map(({ accuracy }, phase) => ({
		from: times[phase]! / 1000,
		to: times[phase + 1]! / 1000,
		share: 100 * accuracy,
	}));
	const names = result.runs.map(({ variant }) => variant);
	return chartSvg({
		alternative: "Expected share of answers that are right and on time, for each variant over the day",
		...size,
		x: { label: "seconds", domain: [0, phaseTimes(result.phases).at(-1)! / 1000] },
		y: { ...vertical, label: "right and on time, expected (%)", grid: true, domain: [30, 100], clamp: true },
		color: { domain: names, range: palette.slice(0, names.length), legend: false },
		marks: [
			...phaseMarks(result, 30, 100),
			rect(best, {
				x1: "from",
				x2: "to",
				y1: (one) => one.share - 0.25,
				y2: (one) => one.share + 0.25,
				fill: "currentColor",
				fillOpacity: 0.55,
			}),
			lineY(lines, { x: "seconds", y: "share", stroke: "what", strokeWidth: 2 }),
			legend(names, palette, 100),
		],
	});
}

/** A variant over the day: attainment, accuracy of the cloud, right and on time; alarms as lines. */
export function variantChart(result: DemoResult, variant: string): string {
	const kinds = {
		attainment: "attainment",
		accuracy: "cloud right, however late",
		effective: "right and on time",
	} as const;
	const names = Object.values(kinds);
	const points = pointsOf(result, variant);
	const lines = Object.entries(kinds).flatMap(([key, what]) =>
		points.map((point) => ({ seconds: point.seconds, share: 100 * point[key as keyof typeof kinds], what })),
	);
	return chartSvg({
		alternative: `${variant}: attainment, share of right answers, and of those right and on time, over the day`,
		...size,
		x: { label: "seconds", domain: [0, phaseTimes(result.phases).at(-1)! / 1000] },
		y: { ...vertical, label: "share of the requests (%)", grid: true, domain: [0, 100] },
		color: { domain: names, range: [palette[2]!, palette[5]!, palette[0]!] },
		marks: [
			...phaseMarks(result, 0, 100),
			lineY(lines, { x: "seconds", y: "share", stroke: "what", strokeWidth: 2, strokeOpacity: 0.9 }),
			...alarmMarks(result, variant),
			legend(names, [palette[2]!, palette[5]!, palette[0]!], 100),
		],
	});
}

/** Who answered over the day, as areas that stack. */
export function usageChart(result: DemoResult, variant: string): string {
	const names = [phoneAnswers, ...cast];
	const shares = usageOverTime(pointsOf(result, variant)).map((one) => ({ ...one, share: 100 * one.share }));
	const colours = [palette[6]!, palette[5]!, palette[4]!, palette[0]!];
	return chartSvg({
		alternative: `${variant}: which model answered, over the day`,
		...size,
		height: 300,
		x: { label: "seconds", domain: [0, phaseTimes(result.phases).at(-1)! / 1000] },
		y: { ...vertical, label: "answered by (%)", domain: [0, 100] },
		color: { domain: names, range: colours },
		marks: [
			areaY(shares, { x: "seconds", y: "share", fill: "model", fillOpacity: 0.85, order: names }),
			...phaseMarks(result, 0, 100, false),
			legend(names.map(shortName), colours, 100),
		],
	});
}

function pointsOf({ runs, phases, conditions, setting }: DemoResult, variant: string): TimelinePoint[] {
	const run = runs.find((one) => one.variant === variant)!;
	return timeline(run, phases, { conditions, ratePerSecond: setting.ratePerSecond });
}

/** Phases as shades with their names above; every second one is shaded. */
function phaseMarks({ phases }: DemoResult, low: number, high: number, shaded = true): Markish[] {
	const times = phaseTimes(phases).map((ms) => ms / 1000);
	const parts = phases.map(({ name }, index) => ({ name, from: times[index]!, to: times[index + 1]! }));
	const changed = parts.filter((_, index) => index % 2 === 1);
	return [
		...(shaded
			? [rect(changed, { x1: "from", x2: "to", y1: low, y2: high, fill: "currentColor", fillOpacity: 0.08 })]
			: []),
		ruleX(parts.slice(1), { x: "from", strokeOpacity: 0.4 }),
		text(parts, {
			x: (part) => (part.from + part.to) / 2,
			y: high,
			text: (part) => part.name.replace(" ", "\n"),
			lineAnchor: "bottom",
			dy: -4,
			fontSize: 12,
		}),
	];
}

/** Alarms as dashed lines, numbered at the foot; the table of alarms says what each is. */
function alarmMarks({ runs }: DemoResult, variant: string): Markish[] {
	const { alarms } = runs.find((one) => one.variant === variant)!;
	const at = ({ heardAtMs }: HeardAlarm) => heardAtMs / 1000;
	return [
		ruleX(alarms, { x: at, stroke: palette[1]!, strokeDasharray: "4,3", strokeWidth: 1.5 }),
		text(alarms, {
			x: at,
			y: 3,
			text: (alarm: HeardAlarm) => (alarm.kind === "accuracy" ? "accuracy" : alarm.kind),
			rotate: -90,
			textAnchor: "start",
			lineAnchor: "bottom",
			dx: -3,
			fill: palette[1]!,
			fontSize: 11,
		}),
	];
}

/** Names in their colours, at the top left above the phases. */
function legend(names: readonly string[], colours: readonly string[], top: number): Markish {
	let place = 0;
	const entries = names.map((name, index) => {
		const entry = { name: `■ ${name}`, colour: colours[index]!, dx: place };
		place += 7.2 * name.length + 30;
		return entry;
	});
	return entries.map((entry) =>
		text([entry], {
			x: 0,
			y: top,
			text: "name",
			fill: entry.colour,
			textAnchor: "start",
			lineAnchor: "bottom",
			dx: entry.dx,
			dy: -46,
			fontWeight: "bold",
		}),
	);
}
