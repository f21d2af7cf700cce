import { type Markish, type PlotOptions, plot } from "@observablehq/plot";
import { type MadeElement, parseDocument } from "./empty_document.ts";
import { palette } from "./palette.ts";

/** A chart: Observable Plot's options, and what a reader who cannot see it is told. */
export interface ChartOptions extends PlotOptions {
	/** What the chart shows, in one sentence: its text alternative. */
	alternative: string;
	/** For a file of its own: draws a white sheet behind it, where a page would give the colours. Default: false. */
	standalone?: boolean;
	/** What is drawn, bottom first: Plot's marks. */
	marks: Markish[];
}

/**
 * Draws a chart as the text of an SVG element that scales to the width it is given. Labels, axes and lines take the
 * colour of the text around them, so that a chart in a page is readable in the dark too.
 *
 * @see https://observablehq.com/plot for marks and scales
 *
 * @example
 * ```ts
 * import { lineY } from "@observablehq/plot";
 * import { chartSvg } from "@mdinference/report";
 *
 * const points = [{ slaMs: 50, top1: 41.4 }, { slaMs: 250, top1: 82.6 }];
 * const svg = chartSvg({
 * 	alternative: "Accuracy grows with the SLA",
 * 	x: { label: "SLA (ms)" },
 * 	y: { label: "accuracy (%)" },
 * 	marks: [lineY(points, { x: "slaMs", y: "top1" })],
 * });
 * if (!svg.startsWith("<svg") || !svg.includes("accuracy (%)")) throw new Error("an SVG with its labels");
 * ```
 */
export function chartSvg({ alternative, standalone = false, ...options }: ChartOptions): string {
	const document = parseDocument("<!doctype html><html><body></body></html>");
	const svg = plot({
		width: 640,
		height: 380,
		marginLeft: 50,
		...options,
		color: { range: [...palette], ...options.color },
		style: { fontSize: "12px", fontFamily: "system-ui, sans-serif", background: "none" },
		figure: false,
		document: document as unknown as NonNullable<PlotOptions["document"]>,
	}) as unknown as MadeElement;
	svg.setAttribute("xmlns", "http://www.w3.org/2000/svg");
	svg.setAttribute("role", "img");
	svg.setAttribute("aria-label", alternative);
	if (standalone) {
		const sheet = document.createElementNS("http://www.w3.org/2000/svg", "rect");
		sheet.setAttribute("width", "100%");
		sheet.setAttribute("height", "100%");
		sheet.setAttribute("fill", "white");
		svg.prepend(sheet);
	}
	return svg.outerHTML;
}
