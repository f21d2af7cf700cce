import { seededRandom } from "@mdinference/stats";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { PageHinkley, type PageHinkleyOptions } from "./page_hinkley.ts";
import { DetectorOptionError } from "./refusals.ts";
import { conformsToDetector } from "./testdata/conformance.ts";
import { alarmsOf, establishedAlarms, establishedStream } from "./testdata/established_streams.ts";

/** The sums written out: every sample's distance from the mean of its day, weighted by the powers of alpha. */
function written(values: readonly number[], delta: number, alpha: number) {
	const away = values.map((value, at) => {
		const seen = values.slice(0, at + 1);
		return value - seen.reduce((sum, one) => sum + one, 0) / seen.length;
	});
	const sums = (tolerance: number) =>
		away.map((_, at) =>
			away.slice(0, at + 1).reduce((sum, one, i) => sum + (one + tolerance) * alpha ** (at - i), 0),
		);
	const [rises, falls] = [sums(-delta), sums(delta)];
	return { up: rises.at(-1)! - Math.min(...rises), down: Math.max(...falls) - falls.at(-1)! };
}

describe("PageHinkley", () => {
	conformsToDetector({
		create: (state) => new PageHinkley({}, state),
		sample: (uniform, level) => uniform + level,
	});

	const { published, transcribed } = establishedAlarms("page-hinkley");
	test.each(published)(
		"alarms where river's own tests and documentation say, on $stream with $options",
		({ stream, options, alarms }) => {
			expect(
				alarmsOf(new PageHinkley(options as PageHinkleyOptions), establishedStream(stream)),
			).toMatchObject(alarms);
		},
	);

	test.each(transcribed)(
		"alarms where a plain transcription of the rule does, on $stream",
		({ stream, alarms }) => {
			expect(alarmsOf(new PageHinkley(), establishedStream(stream))).toMatchObject(alarms);
		},
	);

	test("its statistic is the distance of the written-out sum from its extreme", () => {
		const cases = fc.record({
			seed: fc.integer(),
			shift: fc.double({ min: -4, max: 4, noNaN: true }),
			delta: fc.constantFrom(0, 0.005, 0.3),
			alpha: fc.constantFrom(1, 0.9999, 0.9),
		});
		fc.assert(
			fc.property(cases, ({ seed, shift, delta, alpha }) => {
				const random = seededRandom(seed);
				const values = Array.from({ length: 120 }, (_, at) => random() + (at < 60 ? 0 : shift));
				const [alarm] = alarmsOf(new PageHinkley({ delta, alpha, threshold: 5 }), values);
				const seen = values.slice(0, (alarm?.at ?? 119) + 1);
				const { up, down } = written(seen, delta, alpha);
				if (alarm === undefined) {
					expect(Math.max(up, down)).toBeLessThan(5 + 1e-9);
					return;
				}
				expect(alarm.statistic).toBeCloseTo(Math.max(up, down), 9);
				expect(alarm.direction).toBe(up > down ? "up" : "down");
			}),
			{ seed: 1 },
		);
	});

	test("dates a change to where its sum turned, sharply where the tolerance keeps the sum at its extreme before", () => {
		const random = seededRandom(6);
		const values = Array.from({ length: 1200 }, (_, at) => random() + (at < 1000 ? 0 : -2));
		const [alarm] = alarmsOf(new PageHinkley({ delta: 0.5 }), values);
		expect(alarm?.direction).toBe("down");
		expect(Math.abs(alarm!.at + 1 - 1000 - alarm!.recent!)).toBeLessThanOrEqual(5);
	});

	test("looks only where it is told to", () => {
		const values = Array.from({ length: 2000 }, (_, at) => (at < 1000 ? 0 : 3));
		expect(alarmsOf(new PageHinkley({ mode: "down" }), values)).toEqual([]);
		expect(alarmsOf(new PageHinkley({ mode: "up" }), values)).toHaveLength(1);
	});

	test("refuses options that make no sense, and says which", () => {
		const wrong = { minInstances: 0, delta: -1, threshold: 0, alpha: 1.5 };
		for (const [option, value] of Object.entries(wrong)) {
			const create = () => new PageHinkley({ [option]: value });
			expect(create).toThrow(DetectorOptionError);
			expect(create).toThrow(option);
		}
	});
});
