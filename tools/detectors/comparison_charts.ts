import { chartSvg, palette } from "@mdinference/report";
import { dot, ruleY, text } from "@observablehq/plot";
import type { ComparisonRow } from "./compare_detectors.ts";
import { contenders } from "./contenders.ts";

/**
 * Draws how soon each detector finds each change at the common rate of false alarms: a dot for half of the changes, a line
 * from the soonest tenth to the latest, and the share that was missed.
 *
 * @param title what the rows have in common
 * @param rows the rows of one chart
 * @param horizon samples after the change that were looked at; where a tenth or more was missed, the line ends there
 * @returns an SVG document with a white sheet
 */
export function delayChart(title: string, rows: readonly ComparisonRow[], horizon: number): string {
	const points = rows.map(({ scenario, detector, calibrated: { delay10, delay50, delay90, missed } }) => ({
		scenario,
		detector,
		delay10: delay10 ?? horizon,
		delay50: delay50 ?? horizon,
		delay90: delay90 ?? horizon,
		known: delay50 !== null,
		missed: missed === 0 ? "" : `${Math.max(1, Math.round(100 * missed))} % missed`,
	}));
	const kinds = [...new Set(rows.map(({ scenario }) => scenario))];
	const watching = contenders.map(({ name }, index) => ({ name, colour: palette[index]! }));
	const shown = watching.filter(({ name }) => rows.some(({ detector }) => detector === name));
	const detectors = shown.map(({ name }) => name);
	const colours = shown.map(({ colour }) => colour);
	const place = { y: "detector", fy: "scenario" };
	return chartSvg({
		alternative: `${title}: samples from the change to the alarm, for each detector and kind of change`,
		standalone: true,
		width: 820,
		height: 60 + 26 * points.length,
		marginLeft: 110,
		marginRight: 90,
		marginBottom: 40,
		x: { type: "log", label: "samples from the change to the alarm", grid: true, domain: [1, horizon] },
		y: { label: null, domain: detectors },
		fy: { axis: null, domain: kinds, padding: 0.2 },
		color: { domain: detectors, range: colours },
		marks: [
			text(
				kinds.map((scenario) => ({ scenario })),
				{
					fy: "scenario",
					text: "scenario",
					frameAnchor: "top-left",
					dy: -14,
					fontWeight: "bold",
				},
			),
			ruleY(points, { ...place, x1: "delay10", x2: "delay90", stroke: "detector", strokeWidth: 2 }),
			dot(
				points.filter(({ known }) => known),
				{ ...place, x: "delay50", fill: "detector", r: 4.5 },
			),
			text(points, { ...place, x: horizon, text: "missed", textAnchor: "start", dx: 6, fontSize: 10 }),
		],
	});
}
