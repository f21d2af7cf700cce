import { describe, expect, test } from "vitest";
import type { RequestResult } from "./messages.ts";
import type { Phase } from "./schedule.ts";
import { timeline } from "./timeline.ts";

const phase = (name: string, seconds: number): Phase => {
	return { name, seconds, rate: 1, condition: "light", slowdown: 1 };
};
const result = (index: number, sentAtMs: number, right: boolean): RequestResult => {
	return { phase: index, sentAtMs, model: "large", by: "cloud", right, onTime: true, cloud: null };
};
const conditions = { pictures: 1, seed: 1, sha256: {}, top1: { light: { large: 0.9 }, dark: {} } };

describe("timeline()", () => {
	const results = [
		...Array.from({ length: 100 }, (_, index) => result(0, 100 * index, true)),
		...Array.from({ length: 50 }, (_, index) => result(1, 10_000 + 100 * index, false)),
	];
	const run = { results, alarms: [], phasesAtMs: [0, 10_000], undelivered: 0 };
	const points = timeline(run, [phase("good", 10), phase("bad", 5)], { conditions, ratePerSecond: 10 });

	test("cuts each phase into pieces of some 36 requests, none across a border", () => {
		expect(points.map(({ effective }) => effective)).toEqual([1, 1, 1, 0]);
		expect(points.reduce((sum, { requests }) => sum + requests, 0)).toBe(150);
	});

	test("places a piece at its middle", () => {
		expect(points.map(({ seconds }) => seconds.toFixed(2))).toEqual(["1.67", "5.00", "8.33", "12.50"]);
	});
});
