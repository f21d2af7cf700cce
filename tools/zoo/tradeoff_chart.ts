import { chartSvg, palette } from "@mdinference/report";
import { dot, line, text } from "@observablehq/plot";
import { paretoFront, type Tradeoff } from "./pareto_front.ts";

/** A model in the chart. */
export interface ChartedModel extends Tradeoff {
	/** Its task. */
	task: string;
	/** Name beside its point. */
	name: string;
}

const [BEST = "", BEATEN = ""] = palette;
const WIDTH = 760;
const HEIGHT = 420;
const MARGIN = { marginLeft: 56, marginRight: 90, marginTop: 24, marginBottom: 44 };

/**
 * Draws accuracy over service time, both in logarithmic steps (of the errors, for accuracy), with a line through the
 * models that no other one beats. Each task has a field of its own.
 *
 * @param models one or more
 * @returns an SVG document
 */
export function tradeoffChart(models: readonly ChartedModel[]): string {
	const tasks = [...new Set(models.map(({ task }) => task))];
	const ofTask = (task: string) => models.filter((model) => model.task === task).map(toPoint);
	const front = tasks.flatMap((task) => paretoFront(ofTask(task)));
	const points = tasks.flatMap(ofTask);
	const best = new Set(front.map(({ task, name }) => `${task}/${name}`));
	const beaten = points.filter(({ task, name }) => !best.has(`${task}/${name}`));
	const domains = domainsOf(points);
	const field = tasks.length > 1 ? { fy: "task" } : {};
	const within = (ticks: readonly number[], [from, to]: Domain) =>
		ticks.filter((tick) => tick >= Math.min(from, to) && tick <= Math.max(from, to));
	const name = { ...field, x: "meanMs", y: "labelError", text: "name", fontSize: 11 };
	const named = (chosen: readonly Point[], side: 1 | -1) =>
		tasks.flatMap((task) =>
			placeNames(
				chosen.filter((point) => point.task === task),
				side,
				domains,
			),
		);
	return chartSvg({
		alternative: `Accuracy over mean service time of ${models.length} models; ${front.length} of them are beaten by no other`,
		standalone: true,
		width: WIDTH,
		height: HEIGHT * tasks.length,
		...MARGIN,
		x: {
			type: "log",
			domain: domains.x,
			label: "mean service time on one core (ms)",
			grid: true,
			ticks: within(TIMES, domains.x),
			tickFormat: String,
		},
		y: {
			type: "log",
			domain: domains.y,
			label: "↑ top-1 (%)",
			labelArrow: "none",
			grid: true,
			ticks: within(ERRORS, domains.y),
			tickFormat: percent,
		},
		fy: { label: null },
		marks: [
			line(front, { ...field, x: "meanMs", y: "error", z: "task", stroke: BEST, strokeOpacity: 0.5 }),
			dot(points, {
				...field,
				x: "meanMs",
				y: "error",
				r: 4,
				fill: (point: Point) => (beaten.includes(point) ? BEATEN : BEST),
			}),
			// Above and to the left of the line there is no point.
			text(named(front, -1), { ...name, textAnchor: "end", dx: -5, dy: -7 }),
			text(named(beaten, 1), { ...name, textAnchor: "start", dx: 7 }),
		],
	});
}

/** Times that are written, in milliseconds. */
const TIMES = [-3, -2, -1, 0, 1, 2, 3].flatMap((decade) => [1, 2].map((step) => step * 10 ** decade));

/** Errors at which the accuracy is written. */
const ERRORS = [0.9, 0.7, 0.5, 0.3, 0.2, 0.1, 0.05, 0.03, 0.02, 0.01, 0.005];

type Domain = readonly [number, number];

/** Ends of the scales, with room for names. */
function domainsOf(points: readonly Point[]): { x: Domain; y: Domain } {
	const times = points.map(({ meanMs }) => meanMs);
	const errors = points.map(({ error }) => error);
	return {
		x: [0.45 * Math.min(...times), 1.4 * Math.max(...times)],
		y: [1.2 * Math.max(...errors), 0.8 * Math.min(...errors)],
	};
}

type Point = ChartedModel & { error: number };

/** A perfect model is drawn as one error in a thousand, since a logarithm has no place for none. */
function toPoint(model: ChartedModel): Point {
	return { ...model, error: Math.max(1e-3, 1 - model.top1) };
}

function percent(error: number): string {
	return `${Number((100 - 100 * error).toFixed(1))}`;
}

/**
 * Puts each name beside its point, to the right (1) or to the left (-1), and moves it down (1) or up (-1) until it
 * covers no other name.
 */
function placeNames(
	points: readonly Point[],
	side: 1 | -1,
	domains: { x: Domain; y: Domain },
): (Point & { labelError: number })[] {
	const [lineHeight, letterWidth] = [12, 6.2];
	const perDecade = ([from, to]: Domain, pixels: number) => pixels / Math.abs(Math.log10(to / from));
	const across = perDecade(domains.x, WIDTH - MARGIN.marginLeft - MARGIN.marginRight);
	const down = perDecade(domains.y, HEIGHT - MARGIN.marginTop - MARGIN.marginBottom);
	const placed: { point: Point; x: number; y: number }[] = [];
	for (const point of points.toSorted((a, b) => side * (a.error - b.error))) {
		const label = {
			point,
			// Distances grow away from the point, whichever side the name is on.
			x: side * across * Math.log10(point.meanMs),
			y: side * down * Math.log10(point.error),
		};
		const covers = (other: typeof label) =>
			Math.abs(other.y - label.y) < lineHeight &&
			other.x < label.x + point.name.length * letterWidth &&
			label.x < other.x + other.point.name.length * letterWidth;
		while (placed.some(covers)) label.y += 1;
		placed.push(label);
	}
	return placed.map(({ point, y }) => ({ ...point, labelError: 10 ** ((side * y) / down) }));
}
