import { seededRandom } from "@mdinference/stats";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Cusum, sharedMachine } from "./cusum.ts";
import { DetectorOptionError } from "./refusals.ts";
import { conformsToDetector } from "./testdata/conformance.ts";

/** The textbook's loop over the whole stream at once: baseline in two passes, then the two sums written out. */
function textbook(values: readonly number[], { k = 0.5, h = 10, baseline = 200 } = {}) {
	const learned = values.slice(0, baseline);
	const mean = learned.reduce((sum, value) => sum + value, 0) / baseline;
	const deviation = Math.sqrt(learned.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (baseline - 1));
	const sums = { up: 0, down: 0 };
	const lastZero = { up: baseline - 1, down: baseline - 1 };
	for (const [at, value] of values.entries()) {
		if (at < baseline) continue;
		const z = (value - mean) / deviation;
		sums.up = Math.max(0, sums.up + z - k);
		sums.down = Math.max(0, sums.down - z - k);
		for (const direction of ["up", "down"] as const) {
			if (sums[direction] === 0) lastZero[direction] = at;
			if (sums[direction] > h) return { at, direction, recent: at - lastZero[direction] };
		}
	}
	return null;
}

describe("Cusum", () => {
	conformsToDetector({
		create: (state) => new Cusum({}, state),
		sample: (uniform, level) => Math.log(20 + 2 * uniform + 1.5 * level),
	});

	test("gives the textbook's alarm, at the same sample with the same change, for any shift and noise", () => {
		const streams = fc.record({
			seed: fc.integer(),
			shift: fc.double({ min: -3, max: 3, noNaN: true }),
			offset: fc.constantFrom(0, 3, 1e6),
		});
		fc.assert(
			fc.property(streams, ({ seed, shift, offset }) => {
				const random = seededRandom(seed);
				const values = Array.from({ length: 500 }, (_, at) => offset + random() + (at < 300 ? 0 : shift));
				const exact = textbook(values);
				const detector = new Cusum();
				const alarms = values.map((value) => detector.update(value));
				const at = alarms.findIndex((alarm) => alarm !== null);
				expect(at).toBe(exact?.at ?? -1);
				if (exact === null) return;
				expect(alarms[at]).toMatchObject({
					direction: exact.direction,
					recent: exact.recent,
					samples: at + 1,
				});
			}),
			{ seed: 1 },
		);
	});

	test("a model that becomes three times slower is found within 5 runs, and dated to the first of them", () => {
		const random = seededRandom(7);
		const detector = new Cusum();
		for (let run = 0; run < 1000; run++) {
			expect(detector.update(Math.log(20) + 0.2 * (random() + random() + random() - 1.5))).toBeNull();
		}
		const slow = Array.from({ length: 5 }, () => detector.update(Math.log(60)));
		const found = slow.findIndex((alarm) => alarm !== null);
		expect(slow[found]).toMatchObject({ direction: "up", recent: found + 1, samples: 1001 + found });
	});

	test("learns a new baseline after an alarm: the new level is quiet, and going back is a change again", () => {
		const random = seededRandom(8);
		const detector = new Cusum();
		const alarmsAt = (level: number, runs: number) =>
			Array.from({ length: runs }, () => detector.update(level + random())).filter((alarm) => alarm !== null);
		expect(alarmsAt(0, 1000)).toHaveLength(0);
		expect(alarmsAt(2, 1000).map(({ direction }) => direction)).toEqual(["up"]);
		expect(alarmsAt(0, 1000).map(({ direction }) => direction)).toEqual(["down"]);
	});

	test("winsorized, one outlier of any size is no alarm, while a lasting shift still is", () => {
		const random = seededRandom(9);
		const [plain, clipped] = [new Cusum(), new Cusum({ clip: 4 })];
		for (let run = 0; run < 300; run++) {
			const value = random();
			plain.update(value);
			clipped.update(value);
		}
		expect(plain.update(1e9)?.statistic).toBeGreaterThan(1e9);
		expect(clipped.update(1e9)).toBeNull();
		expect(Array.from({ length: 3 }, () => clipped.update(3)).some((alarm) => alarm !== null)).toBe(true);
	});

	test("set for a shared machine, it sits through noise that stays and pauses, and finds three times slower in 50 runs", () => {
		const random = seededRandom(10);
		const detector = new Cusum(sharedMachine);
		let neighbour = 0;
		const run = (factor: number) => {
			neighbour = 0.6 * neighbour + random() - random();
			const pause = random() < 0.03 ? 0.5 / (1 - random()) : 0;
			return detector.update(Math.log(20 * factor * (1 + pause)) + 0.5 * neighbour);
		};
		for (let quiet = 0; quiet < 5000; quiet++) expect(run(1)).toBeNull();
		const late = Array.from({ length: 50 }, () => run(3)).find((alarm) => alarm !== null);
		expect(late?.direction).toBe("up");
	});

	test("a constant stream is no division by zero, and a change of it is found at once", () => {
		const detector = new Cusum();
		for (let run = 0; run < 1000; run++) expect(detector.update(3)).toBeNull();
		expect(detector.update(3.1)).toMatchObject({ direction: "up", recent: 1 });
	});

	test("refuses options that make no sense, and says which", () => {
		const wrong = { k: -1, h: 0, baseline: 1.5, clip: 0.5, leastDeviation: 0 };
		for (const [option, value] of Object.entries(wrong)) {
			const create = () => new Cusum({ [option]: value });
			expect(create).toThrow(DetectorOptionError);
			expect(create).toThrow(option);
		}
	});
});
