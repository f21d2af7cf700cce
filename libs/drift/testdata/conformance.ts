import { seededRandom } from "@mdinference/stats";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Detector, DetectorState, DriftAlarm } from "../detector.ts";
import { DetectorStateError, SampleRefusedError } from "../refusals.ts";

/** A detector under test, and a stream that alarms it. */
export interface Subject {
	/** Makes the detector, afresh or from a snapshot. */
	create: (state?: DetectorState) => Detector;
	/** A sample of the stream at a level: 0 is before the change, 1 after it. */
	sample: (uniform: number, level: number) => number;
	/** The least and the greatest sample that the detector takes. Default: -1e100 and 1e100. */
	range?: readonly [number, number];
}

interface Run {
	alarms: { at: number; alarm: DriftAlarm }[];
	detector: Detector;
}

/** The promises that every detector keeps. */
export function conformsToDetector({ create, sample, range = [-1e100, 1e100] }: Subject): void {
	const stream = (seed: number, length: number, levelOf: (at: number) => number = () => 0) => {
		const random = seededRandom(seed);
		return Float64Array.from({ length }, (_, at) => sample(random(), levelOf(at)));
	};
	const changing = stream(1, 6000, (at) => Math.floor(at / 1000) % 2);
	const feed = (detector: Detector, values: Iterable<number>): Run => {
		const run: Run = { alarms: [], detector };
		let at = 0;
		for (const value of values) {
			const alarm = detector.update(value);
			if (alarm !== null) run.alarms.push({ at, alarm });
			at += 1;
		}
		return run;
	};
	const viaJson = (detector: Detector) =>
		create(JSON.parse(JSON.stringify(detector.snapshot())) as DetectorState);

	test("sees the changes of a stream, and says the same of the same stream", () => {
		const first = feed(create(), changing);
		expect(first.alarms.length).toBeGreaterThan(0);
		expect(feed(create(), changing).alarms).toEqual(first.alarms);
	});

	test("every alarm names its detector and crossing, and counts recent samples among those seen", () => {
		for (const { alarm } of feed(create(), changing).alarms) {
			expect(alarm.detector).toBe(create().name);
			expect(Number.isFinite(alarm.statistic) && Number.isFinite(alarm.threshold)).toBe(true);
			expect(Number.isInteger(alarm.recent)).toBe(true);
			expect(alarm.recent).toBeGreaterThanOrEqual(1);
			expect(alarm.recent).toBeLessThanOrEqual(alarm.samples);
		}
	});

	test("goes on from a snapshot through JSON as if nothing had happened, wherever it is taken", () => {
		const whole = feed(create(), changing);
		const cuts = fc.integer({ min: 0, max: changing.length });
		const rightAfterAlarms = whole.alarms.map(({ at }): [number] => [at + 1]);
		const property = fc.property(cuts, (cut) => {
			const before = feed(create(), changing.subarray(0, cut));
			const after = feed(viaJson(before.detector), changing.subarray(cut));
			const later = after.alarms.map(({ at, alarm }) => ({ at: at + cut, alarm }));
			expect([...before.alarms, ...later]).toEqual(whole.alarms);
			expect(JSON.stringify(after.detector.snapshot())).toBe(JSON.stringify(whole.detector.snapshot()));
		});
		fc.assert(property, { seed: 2, numRuns: 20, examples: rightAfterAlarms });
	});

	test("starts afresh on the update after an alarm, not before", () => {
		const { at } = feed(create(), changing).alarms[0]!;
		const detector = create();
		for (const value of changing.subarray(0, at + 1)) detector.update(value);
		expect(detector.samples).toBeGreaterThan(1);
		detector.update(changing[at + 1]!);
		expect(detector.samples).toBe(1);
		const fresh = feed(create(), changing.subarray(at + 1, at + 400));
		expect(feed(detector, changing.subarray(at + 2, at + 400)).alarms.map((one) => one.alarm)).toEqual(
			fresh.alarms.map((one) => one.alarm),
		);
	});

	test("refuses NaN, infinities and what is out of range, also right after an alarm, and is as before", () => {
		const { at } = feed(create(), changing).alarms[0]!;
		for (const length of [0, 50, at + 1]) {
			const { detector } = feed(create(), changing.subarray(0, length));
			const before = JSON.stringify(detector.snapshot());
			const beyond = [2 * range[0] - range[1], 2 * range[1] - range[0]];
			const poison = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, ...beyond];
			for (const value of poison) expect(() => detector.update(value)).toThrow(SampleRefusedError);
			expect(JSON.stringify(detector.snapshot())).toBe(before);
		}
	});

	test("the ends of its range leave a state that can be restored", () => {
		const detector = create();
		for (let at = 0; at < 500; at++) detector.update(range[at % 7 === 0 ? 0 : 1]);
		expect(viaJson(detector).snapshot()).toEqual(detector.snapshot());
	});

	test("reading changes nothing, and a snapshot taken earlier does not move", () => {
		const { detector } = feed(create(), changing.subarray(0, 500));
		const kept = detector.snapshot();
		const text = JSON.stringify(kept);
		expect([detector.name, detector.samples]).toEqual([kept.detector, kept.samples]);
		expect(JSON.stringify(detector.snapshot())).toBe(text);
		feed(detector, changing.subarray(500));
		expect(JSON.stringify(kept)).toBe(text);
	});

	test("its state stays small over a million updates", { timeout: 60_000 }, () => {
		const quiet = stream(3, 1_000_000);
		const { detector } = feed(create(), quiet);
		expect(JSON.stringify(detector.snapshot()).length).toBeLessThan(8192);
	});

	test("refuses what is not its snapshot: another detector's, a field that is missing, poison", () => {
		const { detector } = feed(create(), changing.subarray(0, 500));
		const state = detector.snapshot();
		const other = detector.name === "ddm" ? "cusum" : "ddm";
		expect(() => create({ ...state, detector: other })).toThrow(DetectorStateError);
		for (const field of Object.keys(state).filter((key) => key !== "detector")) {
			const { [field]: _, ...rest } = state;
			expect(() => create(rest as unknown as DetectorState)).toThrow(DetectorStateError);
			const poisoned = { ...state, [field]: Array.isArray(state[field]) ? [Number.NaN] : Number.NaN };
			expect(() => create(poisoned as DetectorState)).toThrow(DetectorStateError);
		}
	});
}
