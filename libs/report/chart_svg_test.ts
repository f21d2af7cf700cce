import { dot, lineY } from "@observablehq/plot";
import { describe, expect, test } from "vitest";
import { chartSvg } from "./chart_svg.ts";

const points = [
	{ slaMs: 50, top1: 41.4 },
	{ slaMs: 250, top1: 82.6 },
];
const chart = (more: object = {}) =>
	chartSvg({
		alternative: "Accuracy grows with the SLA",
		x: { label: "SLA (ms)" },
		y: { label: "accuracy (%)" },
		marks: [lineY(points, { x: "slaMs", y: "top1" }), dot(points, { x: "slaMs", y: "top1" })],
		...more,
	});

describe("chartSvg()", () => {
	test("draws every point, labels both axes and says what it shows", () => {
		const svg = chart();
		expect(svg.match(/<circle/g)).toHaveLength(2);
		expect(svg).toContain("SLA (ms)");
		expect(svg).toContain("accuracy (%)");
		expect(svg).toContain('aria-label="Accuracy grows with the SLA"');
	});

	test("the same data give the same bytes", () => {
		expect(chart()).toBe(chart());
	});

	test("takes the colours of its page, or brings a white sheet as a file of its own", () => {
		expect(chart()).not.toContain('fill="white"');
		expect(chart({ standalone: true })).toMatch(/<svg[^>]*><rect fill="white" height="100%" width="100%"/);
	});

	test("escapes what a reader is told", () => {
		expect(chart({ alternative: 'a "quoted" <claim>' })).not.toContain('"quoted" <claim>');
	});
});
