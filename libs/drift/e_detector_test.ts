import { seededRandom } from "@mdinference/stats";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { EDetector, type EDetectorOptions } from "./e_detector.ts";
import { DetectorOptionError } from "./refusals.ts";
import { conformsToDetector } from "./testdata/conformance.ts";

const bets = [0.05, 0.1, 0.2, 0.4, 0.8];

/** The definition, without recursion: what every bet, restarted at every sample, would have earned. */
function written(errors: readonly number[], p: number) {
	const restarts = bets.flatMap((bet) =>
		errors.map((_, start) => ({
			worth: errors.slice(start).reduce((product, x) => product * (1 + (bet * (x - p)) / p), 1),
			recent: errors.length - start,
		})),
	);
	const best = Math.max(...restarts.map(({ worth }) => worth));
	return {
		statistic: restarts.reduce((sum, { worth }) => sum + worth, 0) / bets.length,
		best: restarts.filter(({ worth }) => worth >= best * (1 - 1e-9)).map(({ recent }) => recent),
	};
}

/** Samples up to the first alarm, or to the limit. */
function runLength(options: EDetectorOptions, limit: number, next: () => number): number {
	const detector = new EDetector(options);
	for (let length = 1; length < limit; length++) if (detector.update(next()) !== null) return length;
	return limit;
}

describe("EDetector", () => {
	conformsToDetector({
		create: (state) => new EDetector({ publishedError: 0.1 }, state),
		sample: (uniform, level) => (uniform < 0.1 + 0.2 * level ? 1 : 0),
		range: [0, 1],
	});

	test("is the sum over all restarts of what each has earned, averaged over the bets, and dates the change to the best", () => {
		const streams = fc.record({
			seed: fc.integer(),
			publishedError: fc.constantFrom(0.05, 0.2, 0.6),
			meanRunLength: fc.constantFrom(5, 40, 1000),
		});
		fc.assert(
			fc.property(streams, ({ seed, publishedError, meanRunLength }) => {
				const random = seededRandom(seed);
				const detector = new EDetector({ publishedError, meanRunLength });
				const errors: number[] = [];
				while (errors.length < 80) {
					const error = random() < publishedError + 0.2 ? 1 : 0;
					errors.push(error);
					const alarm = detector.update(error);
					const exact = written(errors, publishedError + 0.02);
					if (alarm === null) {
						expect(exact.statistic).toBeLessThan(meanRunLength * (1 + 1e-9));
						continue;
					}
					expect(alarm.statistic / exact.statistic).toBeCloseTo(1, 9);
					expect(exact.statistic).toBeGreaterThan(meanRunLength * (1 - 1e-9));
					expect(exact.best).toContain(alarm.recent);
					return;
				}
			}),
			{ seed: 1 },
		);
	});

	test("keeps its theorem: within a tenth of meanRunLength at most a tenth of runs give a false alarm", () => {
		// P(alarm within N samples) <= N / meanRunLength, since the mean of M, stopped, is N at most. So the number of
		// alarms in 400 runs is below a binomial of 400 and 0.1, which reaches 72 with probability 1.2e-7.
		const random = seededRandom(11);
		const options = { publishedError: 0.1, meanRunLength: 5000 };
		let alarms = 0;
		for (let run = 0; run < 400; run++) {
			if (runLength(options, 501, () => (random() < 0.12 ? 1 : 0)) <= 500) alarms++;
		}
		expect(alarms).toBeLessThan(72);
	});

	test("keeps its theorem: the mean run to a false alarm is as long as was asked for", () => {
		// Asked for 50, runs are stopped at 250. The mean of M, stopped, is at most the mean run, so the mean stopped run R is
		// at least 50 P(alarm) and at least 250 P(no alarm): 41.6 at the least. An average of n such runs, which lie between 0
		// and 250, is below 0.9 R with probability exp(-0.01 n R / 500) at most (Bernstein for non-negative numbers, with a
		// mean square of at most 250 R): 6e-8 for 20,000 runs.
		const random = seededRandom(15);
		const options = { publishedError: 0.1, meanRunLength: 50 };
		let samples = 0;
		for (let run = 0; run < 20_000; run++)
			samples += runLength(options, 250, () => (random() < 0.12 ? 1 : 0));
		expect(samples / 20_000).toBeGreaterThan(0.9 * 41.6);
	});

	test("keeps its theorem where samples depend on each other: an adversary that may only choose rates up to p", () => {
		// It lets errors come in bursts: at the full rate after an error, at none after ten right answers in a row. The same
		// binomial bound holds, whatever the adversary does.
		const random = seededRandom(12);
		const options = { publishedError: 0.28, meanRunLength: 5000 };
		let alarms = 0;
		for (let run = 0; run < 400; run++) {
			let calm = 0;
			const next = () => {
				const error = random() < (calm >= 10 && calm < 15 ? 0 : 0.3) ? 1 : 0;
				calm = error === 1 ? 0 : calm + 1;
				return error;
			};
			if (runLength(options, 501, next) <= 500) alarms++;
		}
		expect(alarms).toBeLessThan(72);
	});

	test("an accuracy that drops by 15 points is found within 200 labels, and dated to within 40 of them", () => {
		const random = seededRandom(13);
		const detector = new EDetector({ publishedError: 0.1 });
		for (let label = 0; label < 2000; label++) expect(detector.update(random() < 0.1 ? 1 : 0)).toBeNull();
		let late = 1;
		let alarm = detector.update(random() < 0.25 ? 1 : 0);
		while (alarm === null) {
			late++;
			alarm = detector.update(random() < 0.25 ? 1 : 0);
		}
		expect(late).toBeLessThanOrEqual(200);
		expect(alarm.direction).toBe("up");
		expect(Math.abs(alarm.recent - late)).toBeLessThanOrEqual(40);
	});

	test("watches for the better, too: looking down, it finds a recovery and lets a deterioration pass", () => {
		const random = seededRandom(14);
		const detector = new EDetector({ publishedError: 0.25, direction: "down" });
		for (let label = 0; label < 1000; label++) expect(detector.update(random() < 0.5 ? 1 : 0)).toBeNull();
		const late = Array.from({ length: 400 }, () => detector.update(random() < 0.05 ? 1 : 0));
		expect(late.find((alarm) => alarm !== null)?.direction).toBe("down");
	});

	test("does not overflow, however much has been earned", () => {
		const detector = new EDetector({ publishedError: 0, meanRunLength: Number.MAX_VALUE });
		for (let label = 0; label < 100_000; label++) detector.update(1);
		const { logStaked } = detector.snapshot();
		expect(logStaked.every((value) => value > 0 && value < Number.MAX_VALUE)).toBe(true);
	});

	test("a model that is expected to be always wrong cannot disappoint", () => {
		expect(runLength({ publishedError: 1 }, 5000, () => 1)).toBe(5000);
	});

	test("refuses options that make no sense, and says which", () => {
		const wrong = { publishedError: 1.1, meanRunLength: 1, margin: -0.1 };
		for (const [option, value] of Object.entries(wrong)) {
			const create = () => new EDetector({ publishedError: 0.1, [option]: value });
			expect(create).toThrow(DetectorOptionError);
			expect(create).toThrow(option);
		}
		expect(() => new EDetector({ publishedError: 0, margin: 0 })).toThrow("publishedError plus margin");
	});
});
