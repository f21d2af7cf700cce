/** A model in the plot. */
export interface PlotPoint {
	/** Name beside the point. */
	name: string;
	/** Mean service time, in milliseconds. */
	meanMs: number;
	/** Top-1 accuracy, 0 to 1. */
	top1: number;
}

const WIDTH = 760;
const HEIGHT = 460;
const MARGIN = { left: 56, right: 150, top: 16, bottom: 44 };

/**
 * The models that are worth their time: no other is at least as fast and at least as accurate, and better in one.
 *
 * @param points the models, in any order
 * @returns the undominated ones, the fastest first
 */
export function paretoFront(points: readonly PlotPoint[]): PlotPoint[] {
	const dominates = (a: PlotPoint, b: PlotPoint) =>
		a.meanMs <= b.meanMs && a.top1 >= b.top1 && (a.meanMs < b.meanMs || a.top1 > b.top1);
	return points
		.filter((point) => !points.some((other) => dominates(other, point)))
		.sort((a, b) => a.meanMs - b.meanMs);
}

/**
 * Draws accuracy over service time, both in logarithmic steps (of the errors, for accuracy), with a line through the
 * models that are worth their time.
 *
 * @param points the models
 * @returns an SVG document
 */
export function plot(points: readonly PlotPoint[]): string {
	const decades = points.map(({ meanMs }) => Math.log10(meanMs));
	const [first, last] = [Math.floor(Math.min(...decades)), Math.ceil(Math.max(...decades) + 1e-9)];
	const errors = points.map(({ top1 }) => errorOf(top1));
	const [least, most] = [0.8 * Math.min(...errors), 1.2 * Math.max(...errors)];
	const x = (ms: number) =>
		MARGIN.left +
		((Math.log10(ms) - first) / Math.max(1, last - first)) * (WIDTH - MARGIN.left - MARGIN.right);
	const y = (error: number) =>
		MARGIN.top + (Math.log(error / least) / Math.log(most / least)) * (HEIGHT - MARGIN.top - MARGIN.bottom);
	const bottom = HEIGHT - MARGIN.bottom;
	const right = WIDTH - MARGIN.right;
	const times = Array.from({ length: last - first + 1 }, (_, i) => 10 ** (first + i)).map(
		(ms) =>
			`<path class="grid" d="M${x(ms)} ${MARGIN.top}V${bottom}"/>${text(x(ms), bottom + 18, "middle", String(Number(ms.toPrecision(1))))}`,
	);
	const shares = TICKS.filter((error) => error >= least && error <= most).map(
		(error) =>
			`<path class="grid" d="M${MARGIN.left} ${y(error)}H${right}"/>${text(MARGIN.left - 8, y(error) + 4, "end", `${Math.round(1000 - 1000 * error) / 10} %`)}`,
	);
	const front = paretoFront(points);
	const marks = points.map((point) => {
		const kind = front.includes(point) ? "front" : "dominated";
		return `<circle class="${kind}" cx="${x(point.meanMs).toFixed(1)}" cy="${y(errorOf(point.top1)).toFixed(1)}" r="4"/>`;
	});
	const names = placeNames(
		points.map(({ name, meanMs, top1 }) => ({ name, x: x(meanMs), y: y(errorOf(top1)) })),
	);
	const line = front
		.map(({ meanMs, top1 }) => `${x(meanMs).toFixed(1)},${y(errorOf(top1)).toFixed(1)}`)
		.join(" ");
	return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="11">
<style>.grid{stroke:#ddd}.front{fill:#06c}.dominated{fill:#b44}text{fill:#333}</style>
<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>
${[...times, ...shares].join("\n")}
<polyline points="${line}" fill="none" stroke="#06c" stroke-opacity="0.5"/>
${[...marks, ...names].join("\n")}
${text((MARGIN.left + right) / 2, HEIGHT - 8, "middle", "mean service time on one core, ms; red: another model is faster and more accurate")}
</svg>
`;
}

/** Errors at which the accuracy is written. */
const TICKS = [0.5, 0.3, 0.2, 0.1, 0.05, 0.03, 0.02, 0.01, 0.005];

/** Share of errors; a perfect model is drawn as one error in a thousand, since a logarithm has no place for none. */
function errorOf(top1: number): number {
	return Math.max(1e-3, 1 - top1);
}

/** Puts each name to the right of its point, or lower until it covers no other name. */
function placeNames(points: readonly { name: string; x: number; y: number }[]): string[] {
	const [lineHeight, letterWidth] = [12, 6];
	const placed: { name: string; x: number; y: number }[] = [];
	for (const point of points.toSorted((a, b) => a.y - b.y)) {
		const name = { name: point.name, x: point.x + 7, y: point.y + 4 };
		const covers = (other: typeof name) =>
			Math.abs(other.y - name.y) < lineHeight &&
			other.x < name.x + name.name.length * letterWidth &&
			name.x < other.x + other.name.length * letterWidth;
		while (placed.some(covers)) name.y += 1;
		placed.push(name);
	}
	return placed.map(({ name, x, y }) => text(x, y, "start", name));
}

function text(x: number, y: number, anchor: "start" | "middle" | "end", content: string): string {
	return `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" text-anchor="${anchor}">${content}</text>`;
}
