import { seededRandom } from "@mdinference/stats";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Adwin } from "./adwin.ts";
import { DetectorOptionError, DetectorStateError } from "./refusals.ts";
import { conformsToDetector } from "./testdata/conformance.ts";
import { alarmsOf, establishedAlarms, establishedStream } from "./testdata/established_streams.ts";

interface Rule {
	delta: number;
	clock: number;
	maxBuckets: number;
	minWindowLength: number;
	gracePeriod: number;
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** The same rule with every sample kept: each mean and variance in two passes, every cut between two buckets tried. */
function bruteForce(values: readonly number[], rule: Rule) {
	const { delta, clock, maxBuckets, minWindowLength: least, gracePeriod } = rule;
	let buckets: number[][] = [];
	const oldestMayGo = () => {
		const window = buckets.flat();
		const spread = Math.log((2 * Math.log(window.length)) / delta);
		const centre = mean(window);
		const variance = mean(window.map((value) => (value - centre) ** 2));
		let older = 0;
		return buckets.some(({ length }) => {
			older += length;
			const newer = window.length - older;
			if (older < least || newer < least) return false;
			const inverse = 1 / (older - least + 1) + 1 / (newer - least + 1);
			const allowed = Math.sqrt(2 * inverse * variance * spread) + (2 / 3) * spread * inverse;
			return Math.abs(mean(window.slice(0, older)) - mean(window.slice(older))) > allowed;
		});
	};
	for (const [at, value] of values.entries()) {
		buckets.push([value]);
		for (let size = 1; ; size *= 2) {
			const first = buckets.findIndex((bucket) => bucket.length === size);
			const alike = buckets.filter((bucket) => bucket.length === size);
			if (alike.length <= maxBuckets) break;
			buckets.splice(first, 2, [...buckets[first]!, ...buckets[first + 1]!]);
		}
		if ((at + 1) % clock !== 0 || at + 1 <= gracePeriod || !oldestMayGo()) continue;
		while (oldestMayGo()) buckets = buckets.slice(1);
		return { at, recent: buckets.flat().length };
	}
	return null;
}

describe("Adwin", () => {
	conformsToDetector({
		create: (state) => new Adwin({}, state),
		sample: (uniform, level) => uniform + level,
	});

	const { published, transcribed } = establishedAlarms("adwin");
	test.each(published)(
		"alarms where river's own tests and documentation say, on $stream",
		({ stream, options, alarms }) => {
			expect(alarmsOf(new Adwin(options), establishedStream(stream))).toMatchObject(alarms);
		},
	);

	test.each(transcribed)(
		"alarms where a plain transcription of the rule does, on $stream",
		({ stream, alarms }) => {
			expect(alarmsOf(new Adwin(), establishedStream(stream))).toMatchObject(alarms);
		},
	);

	test("alarms where the brute-force rule does and keeps the same window, for any options, shift and place", () => {
		const cases = fc.record({
			seed: fc.integer(),
			before: fc.integer({ min: 0, max: 250 }),
			shift: fc.double({ min: -1, max: 1, noNaN: true }),
			offset: fc.constantFrom(0, -50, 1e4),
			binary: fc.boolean(),
			rule: fc.record({
				delta: fc.constantFrom(0.002, 0.1, 0.5),
				clock: fc.constantFrom(1, 7, 32),
				maxBuckets: fc.constantFrom(1, 2, 5),
				minWindowLength: fc.constantFrom(1, 5, 20),
				gracePeriod: fc.constantFrom(0, 10, 100),
			}),
		});
		fc.assert(
			fc.property(cases, ({ seed, before, shift, offset, binary, rule }) => {
				const random = seededRandom(seed);
				const values = Array.from({ length: 300 }, (_, at) => {
					const level = random() + (at < before ? 0 : shift);
					return offset + (binary ? Number(level > 0.5) : level);
				});
				const [alarm] = alarmsOf(new Adwin(rule), values);
				const exact = bruteForce(values, rule);
				expect(alarm && { at: alarm.at, recent: alarm.recent }).toEqual(exact ?? undefined);
			}),
			{ seed: 1, numRuns: 50 },
		);
	});

	test("says where the level went, and keeps all samples since, with a part of the older ones", () => {
		const random = seededRandom(5);
		const detector = new Adwin();
		for (let sample = 0; sample < 2000; sample++) detector.update(random());
		const down = Array.from({ length: 500 }, () => detector.update(random() - 1));
		const late = down.findIndex((alarm) => alarm !== null) + 1;
		const alarm = down[late - 1]!;
		expect(alarm.direction).toBe("down");
		expect(alarm.recent).toBeGreaterThanOrEqual(late);
		expect(alarm.recent).toBeLessThan(500);
		expect(alarm.statistic).toBeGreaterThan(alarm.threshold);
	});

	test("needs a hundred buckets or so for a million samples", () => {
		const detector = new Adwin();
		for (let sample = 0; sample < 1_000_000; sample++) detector.update(sample % 3);
		expect(detector.snapshot().width).toBe(1_000_000);
		expect(detector.snapshot().totals.length).toBeLessThanOrEqual(5 * 20);
	});

	test("refuses options that make no sense, and says which", () => {
		const wrong = { delta: 0, clock: 0, maxBuckets: 2.5, minWindowLength: 0, gracePeriod: -1 };
		for (const [option, value] of Object.entries(wrong)) {
			const create = () => new Adwin({ [option]: value });
			expect(create).toThrow(DetectorOptionError);
			expect(create).toThrow(option);
		}
	});

	test("refuses a snapshot with more buckets of a size than its options allow, or lists that do not fit", () => {
		const detector = new Adwin();
		for (let sample = 0; sample < 5; sample++) detector.update(sample);
		const state = detector.snapshot();
		expect(() => new Adwin({ maxBuckets: 4 }, state)).toThrow(DetectorStateError);
		expect(() => new Adwin({}, { ...state, totals: [1] })).toThrow("totals has 1 entries for 5 buckets");
	});
});
