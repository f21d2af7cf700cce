import { seededRandom } from "@mdinference/stats";
import { describe, expect, test } from "vitest";
import { logServiceTimes } from "./service_times.ts";

const length = 50_000;
const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length;
const draw = (noise: { sigma?: number; correlation?: number; pauses?: number }, factor = 1) =>
	logServiceTimes(seededRandom(1), length, { sigma: 0.3, correlation: 0, pauses: 0, ...noise }, () => factor);

/** Mean square, and the correlation of neighbours. */
function moments(values: Float64Array) {
	const centre = mean(values);
	const away = values.map((value) => value - centre);
	const variance = mean(away.map((one) => one * one));
	const neighbours = mean(away.subarray(1).map((one, at) => one * away[at]!));
	return { deviation: Math.sqrt(variance), correlation: neighbours / variance };
}

// Standard errors at 50,000 samples are 0.0013 for the mean, 0.001 for the deviation and 0.0045 for the correlation (less
// than three times as much where samples are correlated): each bound below is more than five of them, 1e-6 a check.
describe("logServiceTimes()", () => {
	test("scatter as told around 20 ms, independently", () => {
		const times = draw({});
		expect(Math.abs(mean(times) - Math.log(20))).toBeLessThan(0.01);
		expect(Math.abs(moments(times).deviation - 0.3)).toBeLessThan(0.01);
		expect(Math.abs(moments(times).correlation)).toBeLessThan(0.03);
	});

	test("keep their deviation where they are correlated", () => {
		const { deviation, correlation } = moments(draw({ correlation: 0.6 }));
		expect(Math.abs(deviation - 0.3)).toBeLessThan(0.015);
		expect(Math.abs(correlation - 0.6)).toBeLessThan(0.03);
	});

	test("are slower by the factor", () => {
		const [slow, usual] = [draw({}, 3), draw({})];
		expect(slow.every((time, run) => Math.abs(time - usual[run]! - Math.log(3)) < 1e-12)).toBe(true);
	});

	test("have pauses of half the median at least, in their share of runs, some of them very long", () => {
		const added = draw({ sigma: 0, pauses: 0.03 })
			.map((time) => Math.exp(time) / 20 - 1)
			.filter((pause) => pause > 1e-9);
		expect(Math.abs(added.length / length - 0.03)).toBeLessThan(0.004);
		expect(Math.min(...added)).toBeGreaterThan(0.499);
		expect(Math.max(...added)).toBeGreaterThan(10);
	});
});
