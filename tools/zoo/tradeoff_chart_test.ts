import { palette } from "@mdinference/report";
import { describe, expect, test } from "vitest";
import { type ChartedModel, tradeoffChart } from "./tradeoff_chart.ts";

const model = (name: string, meanMs: number, top1: number, task = "letters"): ChartedModel => ({
	task,
	name,
	meanMs,
	top1,
});
const three = [model("slow", 9, 0.7), model("good", 5, 0.9), model("fast", 1, 0.5)];
const dots = (svg: string, colour: string | undefined) =>
	svg.match(new RegExp(`<circle[^>]*fill="${colour}"`, "g"))?.length ?? 0;

/** Left and top of each name. */
const names = (svg: string) =>
	[...svg.matchAll(/<text[^>]*transform="translate\(([\d.]+),([\d.]+)\)"[^>]*>(slow|good|fast)</g)].map(
		([, x, y]) => [Number(x), Number(y)] as const,
	);

describe("tradeoffChart()", () => {
	test("marks every model, tells the beaten one apart, and says both to those who cannot see it", () => {
		const svg = tradeoffChart(three);
		expect([dots(svg, palette[0]), dots(svg, palette[1])]).toEqual([2, 1]);
		expect(svg).toContain("of 3 models; 2 of them are beaten by no other");
	});

	test("gives each task a front of its own: what is beaten in one may be the best in another", () => {
		const svg = tradeoffChart([...three, model("alone", 9, 0.7, "plants")]);
		expect([dots(svg, palette[0]), dots(svg, palette[1])]).toEqual([3, 1]);
	});

	test.each([
		["beaten by another", [model("best", 1, 0.95)]],
		["the best of all", []],
	])("keeps the names of models apart that are alike, and %s", (_, others) => {
		const alike = ["slow", "good", "fast"].map((name) => model(name, 2, 0.9));
		const places = names(tradeoffChart([...others, ...alike]));
		expect(places).toHaveLength(3);
		const rows = places.map(([, y]) => y).sort((a, b) => a - b);
		expect(Math.min(rows[1]! - rows[0]!, rows[2]! - rows[1]!)).toBeGreaterThanOrEqual(11.9);
	});

	test("draws a single model, a perfect one, and one that is always wrong", () => {
		for (const top1 of [0, 0.5, 1]) expect(tradeoffChart([model("only", 1, top1)])).not.toContain("NaN");
	});
});
