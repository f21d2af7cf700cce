import { palette } from "@mdinference/report";
import { areaY, dot, lineY, type Markish, text } from "@observablehq/plot";
import type { Point } from "../paper/run.ts";
import type { Summary } from "../summary.ts";

/** One value of a line of a chart. */
export interface LinePoint {
	/** Whose line. */
	readonly series: string;
	/** Where. */
	readonly x: number;
	/** How much. */
	readonly y: number;
}

/** A chart for a section of the report, and for a file of its own. */
export interface PaperChart {
	/** Name of its file. */
	readonly name: string;
	/** What to see in it. */
	readonly caption: string;
	/** Its SVG; with a white sheet for a file of its own. */
	readonly svg: (standalone: boolean) => string;
}

/** The line of each policy: one figure of it over the SLA. */
export function lines(points: readonly Point[], figure: (summary: Summary) => number): LinePoint[] {
	return points.map(({ policy, slaMs, summary }) => ({ series: policy, x: slaMs, y: figure(summary) }));
}

const [blue, vermilion, green, pink, sky, orange, grey, yellow] = palette;

/** Each policy's colour, the same in every chart. */
export const policyColours = colours({
	MDInference: blue,
	"MDInference, as printed": blue,
	"MDInference, sharpness 10": sky,
	"static greedy": vermilion,
	"static accuracy": vermilion,
	"static latency": grey,
	random: green,
	"pure random": green,
	"related random": pink,
	"related accurate": orange,
});

/** Colours of the models that MDInference chooses, fastest first; the two that it hardly does have the faintest. */
export const modelColours = colours({
	"MobileNetV1 0.25": blue,
	"MobileNetV1 0.5": yellow,
	"MobileNetV1 0.75": grey,
	"MobileNetV1 1.0": green,
	"NasNet Mobile": pink,
	InceptionV3: sky,
	InceptionV4: vermilion,
	"NasNet Large": orange,
});

function colours(byName: Record<string, string | undefined>): { domain: string[]; range: string[] } {
	return {
		domain: Object.keys(byName),
		range: Object.values(byName).map((colour) => colour ?? "currentColor"),
	};
}

/**
 * Lines that bear their names at their right ends, which are moved apart where they would overlap.
 *
 * @param points of all lines
 * @param options `gap`: least distance of two names, in the unit of y; `over`: lines that lie on top of others, dashed
 */
export function namedLines(
	points: readonly LinePoint[],
	{ gap, fx, over = [] }: { gap: number; fx?: string; over?: readonly string[] },
): Markish[] {
	const facet = fx === undefined ? {} : { fx: () => fx };
	const ends = [...new Set(points.map(({ series }) => series))]
		.map((name) => points.filter(({ series }) => series === name))
		.map((line) => line.reduce((last, point) => (point.x > last.x ? point : last)))
		.sort((a, b) => a.y - b.y);
	const placed: LinePoint[] = [];
	for (const end of ends) placed.push({ ...end, y: Math.max(end.y, (placed.at(-1)?.y ?? -Infinity) + gap) });
	return [
		lineY(
			points.filter(({ series }) => !over.includes(series)),
			{ x: "x", y: "y", stroke: "series", strokeWidth: over.length > 0 ? 3 : 2, ...facet },
		),
		lineY(
			points.filter(({ series }) => over.includes(series)),
			{ x: "x", y: "y", stroke: "series", strokeWidth: 2.5, strokeDasharray: "7 7", ...facet },
		),
		text(placed, {
			x: "x",
			y: "y",
			text: "series",
			fill: "series",
			textAnchor: "start",
			dx: 6,
			fontWeight: 600,
			...facet,
		}),
	];
}

/** What the paper prints, as a ring with its words beside it. */
export function paperMark(
	x: number,
	y: number,
	words: string,
	{
		dx = 10,
		dy = 0,
		anchor = "start",
		fx,
	}: { dx?: number; dy?: number; anchor?: "start" | "end" | "middle"; fx?: string } = {},
): Markish[] {
	const at = [{ x, y, words }];
	const facet = fx === undefined ? {} : { fx: () => fx };
	return [
		dot(at, { x: "x", y: "y", r: 5, stroke: "currentColor", strokeWidth: 2, ...facet }),
		text(at, { x: "x", y: "y", text: "words", dx, dy, textAnchor: anchor, fontStyle: "italic", ...facet }),
	];
}

/** A share of a model at some x. */
export interface UsageShare {
	/** Where. */
	readonly x: number;
	/** The model. */
	readonly model: string;
	/** In percent. */
	readonly share: number;
}

/** Shares of models that are used at all, fastest first. */
export function usageShares(
	summaries: readonly { readonly x: number; readonly summary: Summary }[],
): UsageShare[] {
	const shares = summaries.flatMap(({ x, summary }) =>
		summary.usage.map(({ model, share }) => ({ x, model, share: 100 * share.value })),
	);
	const used = new Set(shares.filter(({ share }) => share >= 0.5).map(({ model }) => model));
	return shares.filter(({ model }) => used.has(model));
}

/**
 * Shares as areas on top of each other, each with its model's name where it is widest.
 *
 * @param shares from {@link usageShares}
 * @param options `least`: share, in percent, from which an area has room for a name; `margin`: half of the width of a
 * name, as a share of the chart's
 */
export function namedAreas(
	shares: readonly UsageShare[],
	{ least, margin, fx }: { least: number; margin: number; fx?: string },
): Markish[] {
	const facet = fx === undefined ? {} : { fx: () => fx };
	const xs = [...new Set(shares.map(({ x }) => x))];
	const width = xs.at(-1)! - xs[0]!;
	const room = (x: number) => x >= xs[0]! + margin * width && x <= xs.at(-1)! - margin * width;
	const middle = ({ x, model, share }: UsageShare) => {
		const column = shares.filter((other) => other.x === x);
		const below = column.slice(
			0,
			column.findIndex((other) => other.model === model),
		);
		return below.reduce((sum, other) => sum + other.share, 0) + share / 2;
	};
	const names: { x: number; y: number; model: string }[] = [];
	for (const model of new Set(shares.map((share) => share.model))) {
		const widest = shares
			.filter((share) => share.model === model && share.share >= least && room(share.x))
			.sort((a, b) => b.share - a.share)
			.find((share) =>
				names.every(
					({ x, y }) => Math.abs(y - middle(share)) > 7 || Math.abs(x - share.x) > 2 * margin * width,
				),
			);
		if (widest) names.push({ x: widest.x, y: middle(widest), model });
	}
	return [
		areaY(shares, { x: "x", y: "share", fill: "model", order: null, ...facet }),
		text(names, {
			x: "x",
			y: "y",
			text: "model",
			fill: "black",
			stroke: "white",
			strokeWidth: 4,
			fontWeight: 600,
			...facet,
		}),
	];
}
