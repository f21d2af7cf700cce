import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type PlotPoint, paretoFront, plot } from "./plot.ts";

const point = (name: string, meanMs: number, top1: number): PlotPoint => ({ name, meanMs, top1 });

describe("paretoFront()", () => {
	test("leaves out a model that is slower and worse than another", () => {
		const front = paretoFront([point("slow", 9, 0.7), point("good", 5, 0.9), point("fast", 1, 0.5)]);
		expect(front.map(({ name }) => name)).toEqual(["fast", "good"]);
	});

	test("holds, for every model, one that is at least as fast and as accurate", () => {
		const models = fc.array(
			fc.record({
				name: fc.constant("m"),
				meanMs: fc.integer({ min: 1, max: 9 }),
				top1: fc.integer({ min: 0, max: 9 }),
			}),
			{ minLength: 1, maxLength: 12 },
		);
		fc.assert(
			fc.property(models, (points) => {
				const front = paretoFront(points);
				return points.every((p) => front.some((f) => f.meanMs <= p.meanMs && f.top1 >= p.top1));
			}),
			{ seed: 11 },
		);
	});
});

describe("plot()", () => {
	test("marks every model and tells the dominated ones apart", () => {
		const svg = plot([point("slow", 9, 0.7), point("good", 5, 0.9), point("fast", 1, 0.5)]);
		expect(svg.match(/<circle/g)).toHaveLength(3);
		expect(svg.match(/class="dominated"/g)).toHaveLength(1);
		expect(svg).not.toContain("NaN");
	});

	test("draws a single model", () => {
		expect(plot([point("only", 1, 0.5)])).not.toContain("NaN");
	});
});
