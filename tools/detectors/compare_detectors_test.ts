import type { Detector, DriftAlarm } from "@mdinference/drift";
import { seededRandom } from "@mdinference/stats";
import { describe, expect, test } from "vitest";
import { calibrate } from "./calibrate.ts";
import { compareDetectors } from "./compare_detectors.ts";
import { contenders } from "./contenders.ts";
import { scenarios } from "./scenarios.ts";
import { delays, falseAlarms, quantile } from "./score.ts";

/** Alarms at every sample above its threshold: what it gives can be counted by hand. */
function above(threshold: number): Detector {
	let samples = 0;
	const alarm: DriftAlarm = {
		detector: "cusum",
		direction: "up",
		statistic: 0,
		threshold,
		samples: 1,
		recent: 1,
	};
	return {
		name: "cusum",
		get samples() {
			return samples;
		},
		update(value) {
			samples += 1;
			return value > threshold ? alarm : null;
		},
		snapshot: () => ({ detector: "cusum" }),
	};
}

const uniform = (seed: number, length: number) => Float64Array.from({ length }, seededRandom(seed));

describe("scores", () => {
	const stream = Float64Array.of(0, 5, 0, 0, 5, 0, 5);

	test("false alarms are all alarms of all streams, counted no further than asked", () => {
		expect(falseAlarms(() => above(1), [stream, stream])).toBe(6);
		expect(falseAlarms(() => above(1), [stream, stream], 2)).toBe(3);
	});

	test("a delay counts from the change, whose own sample is 1; earlier alarms do not count", () => {
		const late = (level: number, streams: Float64Array[], before: number) =>
			Array.from(delays(() => above(level), streams, before));
		expect(late(1, [stream], 2)).toEqual([3]);
		expect(late(9, [stream], 0)).toEqual([Number.POSITIVE_INFINITY]);
		expect(late(1, [stream, stream, stream], 3)).toEqual([2, 1, 2]);
	});

	test("quantiles are over all changes, missed ones included", () => {
		const late = Float64Array.of(Number.POSITIVE_INFINITY, 3, 1, 2);
		expect([0.1, 0.5, 0.75, 0.9].map((share) => quantile(late, share))).toEqual([
			1,
			2,
			3,
			Number.POSITIVE_INFINITY,
		]);
	});
});

describe("calibrate()", () => {
	test("finds the threshold that gives the wanted number of alarms, and hardly fewer", () => {
		const streams = [uniform(1, 20_000), uniform(2, 20_000)];
		const threshold = calibrate(above, [0.01, 100], streams, 400);
		const alarms = falseAlarms(() => above(threshold), streams);
		expect(alarms).toBeLessThanOrEqual(400);
		expect(falseAlarms(() => above(threshold / 1.01), streams)).toBeGreaterThan(400);
	});

	test("is the loosest threshold where that still gives fewer", () => {
		expect(calibrate(above, [0.5, 100], [Float64Array.of(0, 0, 0)], 1)).toBe(0.5);
	});
});

describe("compareDetectors()", { timeout: 60_000 }, () => {
	const size = {
		quietStreams: 1,
		quietLength: 4000,
		meanRunLength: 1000,
		changes: 20,
		before: 500,
		after: 300,
	};
	const chosen = scenarios.filter(({ name }) => ["errors, abrupt", "latency, abrupt"].includes(name));
	const compare = (seed: number, watched = contenders) =>
		compareDetectors(chosen, watched, { seed, size, onRow: () => {} });
	const rows = compare(1);

	test("scores every detector on every stream that it can watch", () => {
		expect(rows.map(({ scenario, detector }) => `${scenario}: ${detector}`)).toEqual([
			"errors, abrupt: e-detector",
			"errors, abrupt: cusum",
			"errors, abrupt: adwin",
			"errors, abrupt: page-hinkley",
			"errors, abrupt: ddm",
			"errors, abrupt: kswin",
			"latency, abrupt: cusum",
			"latency, abrupt: cusum, shared",
			"latency, abrupt: adwin",
			"latency, abrupt: page-hinkley",
			"latency, abrupt: kswin",
		]);
	});

	test("the same seed gives the same rows, another seed others", () => {
		const quick = contenders.filter(({ name }) => name !== "kswin");
		expect(compare(1, quick)).toEqual(rows.filter(({ detector }) => detector !== "kswin"));
		expect(compare(2, quick)).not.toEqual(compare(1, quick));
	});

	test("at its defaults CUSUM finds three times slower within 50 runs, and half of them within 10", () => {
		const { standard } = rows.find(
			({ detector, scenario }) => detector === "cusum" && scenario.startsWith("lat"),
		)!;
		expect(standard.delay50).toBeLessThanOrEqual(10);
		expect(standard.delay90).toBeLessThanOrEqual(50);
	});
});
