import { seededRandom } from "@mdinference/stats";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Ddm } from "./ddm.ts";
import { DetectorOptionError, DetectorStateError } from "./refusals.ts";
import { conformsToDetector } from "./testdata/conformance.ts";
import { alarmsOf, establishedAlarms, establishedStream } from "./testdata/established_streams.ts";

/** The rule over all samples at once: the rate and its deviation at each, the best of those before, the crossings. */
function written(errors: readonly number[]) {
	const rates = errors.map((_, at) => {
		const p = errors.slice(0, at + 1).reduce((sum, error) => sum + error, 0) / (at + 1);
		return { at, p, s: Math.sqrt((p * (1 - p)) / (at + 1)) };
	});
	const crosses = (at: number, deviations: number) => {
		const seen = rates.slice(30, at + 1);
		const least = Math.min(...seen.map(({ p, s }) => p + s));
		const best = seen.findLast(({ p, s }) => p + s === least)!;
		return rates[at]!.p + rates[at]!.s > best.p + deviations * best.s;
	};
	const alarm = rates.find(({ at }) => at >= 30 && crosses(at, 3));
	if (alarm === undefined) return undefined;
	let recent = 0;
	while (alarm.at - recent >= 30 && crosses(alarm.at - recent, 2)) recent++;
	return { at: alarm.at, recent };
}

describe("Ddm", () => {
	conformsToDetector({
		create: (state) => new Ddm({}, state),
		sample: (uniform, level) => (uniform < 0.1 + 0.3 * level ? 1 : 0),
		range: [0, 1],
	});

	const { published, transcribed } = establishedAlarms("ddm");
	test.each([...published, ...transcribed])(
		"alarms where river and a plain transcription do, on $stream",
		({ stream, options, alarms }) => {
			expect(alarmsOf(new Ddm(options), establishedStream(stream))).toMatchObject(alarms);
		},
	);

	test("is the rule written out, with the new regime from the warning on", () => {
		const cases = fc.record({
			seed: fc.integer(),
			before: fc.constantFrom(0.05, 0.2, 0.5),
			after: fc.constantFrom(0.1, 0.3, 0.8),
		});
		fc.assert(
			fc.property(cases, ({ seed, before, after }) => {
				const random = seededRandom(seed);
				const errors = Array.from({ length: 300 }, (_, at) => Number(random() < (at < 150 ? before : after)));
				const [alarm] = alarmsOf(new Ddm(), errors);
				expect(alarm && { at: alarm.at, recent: alarm.recent }).toEqual(written(errors));
			}),
			{ seed: 1 },
		);
	});

	test("a model that is always wrong, or never, does not change", () => {
		for (const error of [0, 1]) expect(alarmsOf(new Ddm(), new Array<number>(1000).fill(error))).toEqual([]);
	});

	test("refuses options that make no sense, and a best rate without its deviation", () => {
		const wrong = { warmStart: -1, warningThreshold: 4, driftThreshold: 0 };
		for (const [option, value] of Object.entries(wrong)) {
			const create = () => new Ddm({ [option]: value });
			expect(create).toThrow(DetectorOptionError);
			expect(create).toThrow(option);
		}
		expect(() => new Ddm({}, { ...new Ddm().snapshot(), best: [0.1] })).toThrow(DetectorStateError);
	});
});
