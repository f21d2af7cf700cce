import { seededRandom } from "@mdinference/stats";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ksProbability } from "./kolmogorov_smirnov.ts";
import { Kswin } from "./kswin.ts";
import { DetectorOptionError, DetectorStateError } from "./refusals.ts";
import { conformsToDetector } from "./testdata/conformance.ts";
import { alarmsOf } from "./testdata/established_streams.ts";

/** The rule on arrays: draws from a list that shrinks, distribution functions by counting, the test at every sample. */
function written(values: readonly number[], alpha: number, windowSize: number, statSize: number) {
	for (let at = windowSize - 1; at < values.length; at++) {
		const window = values.slice(at + 1 - windowSize, at + 1);
		const newest = window.splice(-statSize);
		const random = seededRandom(at + 1);
		const drawn: number[] = [];
		while (drawn.length < statSize) {
			const place = Math.floor(random() * window.length);
			drawn.push(window[place]!);
			window[place] = window[0]!;
			window.shift();
		}
		const below = (sample: number[], value: number) => sample.filter((one) => one <= value).length;
		const gaps = [...newest, ...drawn].map((value) => below(drawn, value) - below(newest, value));
		const steps = Math.max(...gaps.map(Math.abs));
		if (ksProbability(statSize, steps) <= alpha && steps / statSize > 0.1)
			return { at, statistic: steps / statSize };
	}
	return undefined;
}

describe("Kswin", () => {
	conformsToDetector({
		create: (state) => new Kswin({}, state),
		sample: (uniform, level) => uniform + level,
	});

	test("alarms where the rule written out on arrays does, for any options and shift", () => {
		const cases = fc.record({
			seed: fc.integer(),
			shift: fc.double({ min: -1, max: 1, noNaN: true }),
			alpha: fc.constantFrom(0.0001, 0.005, 0.05),
			sizes: fc.constantFrom([100, 30] as const, [60, 30] as const, [40, 7] as const),
		});
		fc.assert(
			fc.property(cases, ({ seed, shift, alpha, sizes: [windowSize, statSize] }) => {
				const random = seededRandom(seed);
				const values = Array.from({ length: 300 }, (_, at) => random() + (at < 150 ? 0 : shift));
				const [alarm] = alarmsOf(new Kswin({ alpha, windowSize, statSize }), values);
				expect(alarm && { at: alarm.at, statistic: alarm.statistic }).toEqual(
					written(values, alpha, windowSize, statSize),
				);
			}),
			{ seed: 1, numRuns: 40 },
		);
	});

	test("finds a change of the spread alone, which tests of the mean cannot see", () => {
		const random = seededRandom(3);
		const detector = new Kswin();
		const values = Array.from({ length: 400 }, (_, at) => (random() - 0.5) * (at < 200 ? 0.1 : 2));
		const alarms = alarmsOf(detector, values).filter(({ at }) => at >= 200);
		expect(alarms[0]!.at).toBeLessThan(260);
		expect(alarms[0]!.recent).toBe(30);
	});

	test("says where the newest samples lie", () => {
		const step = (level: number) =>
			Array.from({ length: 200 }, (_, at) => (at % 10) + (at < 100 ? 0 : level));
		expect(alarmsOf(new Kswin(), step(20))[0]?.direction).toBe("up");
		expect(alarmsOf(new Kswin(), step(-20))[0]?.direction).toBe("down");
	});

	test("draws from the source that it is given, asked by the number of the sample", () => {
		const asked: number[] = [];
		const detector = new Kswin({
			windowSize: 4,
			statSize: 2,
			random: (sample) => {
				asked.push(sample);
				return seededRandom(sample);
			},
		});
		for (let sample = 0; sample < 6; sample++) detector.update(sample);
		expect(asked).toEqual([4, 5, 6]);
	});

	test("refuses options that make no sense, and a window of another size", () => {
		const wrong = { alpha: 0, statSize: 0, windowSize: 50 };
		for (const [option, value] of Object.entries(wrong)) {
			const create = () => new Kswin({ [option]: value });
			expect(create).toThrow(DetectorOptionError);
			expect(create).toThrow(option);
		}
		const detector = new Kswin();
		for (let sample = 0; sample < 150; sample++) detector.update(sample % 7);
		expect(() => new Kswin({ windowSize: 80 }, detector.snapshot())).toThrow(DetectorStateError);
	});
});
