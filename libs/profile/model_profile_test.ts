import { NotFiniteError, seededRandom } from "@mdinference/stats";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ModelProfile } from "./model_profile.ts";

const warm = (serviceMs: number, atMs: number, queueMs?: number) => ({
	serviceMs,
	queueMs,
	cold: false,
	atMs,
});

describe("ModelProfile", () => {
	test("has nothing to say before the first run but the published accuracy", () => {
		const profile = new ModelProfile({ accuracy: 0.9 });
		expect(profile.accuracy).toBe(0.9);
		expect([profile.service.summary(), profile.queue.summary(), profile.cold.summary()]).toEqual([
			null,
			null,
			null,
		]);
	});

	test("keeps queue, warm and cold runs apart", () => {
		const profile = new ModelProfile({ accuracy: 0.9 });
		profile.observe({ serviceMs: 80, cold: true, atMs: 0 });
		for (let run = 1; run <= 100; run++) profile.observe(warm(run % 2 ? 4 : 6, run, 50));
		expect(profile.service.summary()).toMatchObject({
			meanMs: expect.closeTo(5, 1),
			p99Ms: expect.closeTo(6, 1),
		});
		expect(profile.queue.summary()).toMatchObject({ meanMs: 50, stdMs: 0 });
		expect(profile.cold.summary()).toMatchObject({ samples: 1, meanMs: 80 });
	});

	test("follows a model that became three times slower within a minute of steady use", () => {
		const profile = new ModelProfile({ accuracy: 0.9 });
		for (let atMs = 0; atMs < 60_000; atMs += 100) profile.observe(warm(10, atMs));
		for (let atMs = 60_000; atMs < 120_000; atMs += 100) profile.observe(warm(30, atMs));
		expect(profile.service.meanMs).toBeGreaterThan(23);
		expect(profile.service.stdMs).toBeGreaterThan(5);
	});

	test("refuses a time that is NaN and is as before", () => {
		const profile = new ModelProfile({ accuracy: 0.9 });
		expect(() => profile.observe(warm(Number.NaN, 0))).toThrow(NotFiniteError);
		expect(profile.service.samples).toBe(0);
	});
});

describe("ModelProfile and labels", () => {
	test("starts at the published accuracy and moves with what is labelled, late or not", () => {
		const profile = new ModelProfile({ accuracy: 0.9 });
		for (let label = 0; label < 200; label++) profile.label({ correct: label % 4 !== 0 });
		expect(profile.accuracy).toBeCloseTo((45 + 150) / 250, 1);
		expect(profile.labels).toBeGreaterThan(180);
	});

	test("an alarm that doubted labels had a part in leaves 256 of full trust; one of trusted labels alone leaves its own", () => {
		const taught = () => {
			const profile = new ModelProfile({ accuracy: 0.9 });
			for (let label = 0; label < 3000; label++) profile.label({ correct: label % 2 === 0 });
			return profile;
		};
		const doubted = taught();
		for (let label = 0; label < 1000; label++) doubted.label({ correct: true, weight: 0.02 });
		doubted.cutAccuracy(100, { share: 0.48, direction: "down" });
		expect(doubted.labels).toBeGreaterThan(225);
		expect(doubted.accuracy).toBeLessThan(0.58);
		expect(doubted.snapshot().earlier).toHaveLength(256);
		const trusted = taught();
		trusted.cutAccuracy(100, { share: 0.48, direction: "down" });
		expect(trusted.snapshot()).toMatchObject({ earlier: [] });
		expect(trusted.labels).toBeCloseTo((1 - 0.999 ** 100) / 0.001, 6);
	});

	test("an alarm that those of full trust bear out by themselves leaves none of before, whoever else is among them", () => {
		const profile = new ModelProfile({ accuracy: 0.9 });
		for (let label = 0; label < 500; label++) profile.label({ correct: label % 10 !== 0 });
		for (let label = 0; label < 80; label++)
			profile.label({ correct: label % 4 < 2, weight: label % 2 ? 1 : 0.02 });
		profile.cutAccuracy(80, { share: 0.12, direction: "up" });
		expect(profile.snapshot().earlier).toEqual([]);
		expect(profile.accuracy).toBeLessThan(0.74);
	});

	test("of full trust the newest 256 are kept, however many doubted ones come between, and no more", () => {
		fc.assert(
			fc.property(fc.array(fc.boolean(), { minLength: 300, maxLength: 900 }), (trusts) => {
				const profile = new ModelProfile({ accuracy: 0.9 });
				const said = trusts.map((isTrusted, i) => ({ isTrusted, correct: i % 3 === 0 }));
				for (const { isTrusted, correct } of said) profile.label({ correct, weight: isTrusted ? 1 : 0.5 });
				const { newest, earlier = [] } = profile.snapshot();
				const kept = [...earlier, ...newest.filter(([, weight]) => weight === 1).map(([correct]) => correct)];
				const trusted = said.filter(({ isTrusted }) => isTrusted).map(({ correct }) => correct);
				expect(kept).toEqual(trusted.slice(-256));
			}),
			{ seed: 11, numRuns: 50 },
		);
	});

	test("an alarm leaves the newest labels and the prior", () => {
		const profile = new ModelProfile({ accuracy: 0.9 });
		for (let label = 0; label < 300; label++) profile.label({ correct: true });
		for (let label = 0; label < 20; label++) profile.label({ correct: false });
		expect(profile.recentError(20, 0.1)).toBe(1);
		profile.cutAccuracy(20, { share: 0.1, direction: "up" });
		expect(profile.accuracy).toBeCloseTo(45 / 70, 2);
		expect(profile.labels).toBeCloseTo(20, 0);
		for (let label = 0; label < 500; label++) profile.label({ correct: true });
		profile.cutAccuracy(1e6, { share: 0.1, direction: "up" });
		expect(profile.labels).toBeLessThanOrEqual(256);
	});
});

describe("the share of errors among the newest verdicts", () => {
	test("is theirs where they are trusted, whatever was expected", () => {
		const profile = new ModelProfile({ accuracy: 0.9 });
		for (let label = 0; label < 100; label++) profile.label({ correct: true });
		for (let label = 0; label < 30; label++) profile.label({ correct: label % 3 !== 0 });
		expect([profile.recentError(30, 0.1), profile.recentError(30, 0.9)]).toEqual([1 / 3, 1 / 3]);
	});

	test("is drawn to what was expected, as far as they are doubted", () => {
		const profile = new ModelProfile({ accuracy: 0.9 });
		for (let label = 0; label < 10; label++) profile.label({ correct: false, weight: 0.2 });
		expect(profile.recentError(10, 0.1)).toBeCloseTo(0.2 + 0.8 * 0.1, 12);
		for (let label = 0; label < 10; label++) profile.label({ correct: true });
		expect(profile.recentError(20, 0.1)).toBeCloseTo((0.2 + 0.8 * 0.1) / 2, 12);
	});

	test("never leaves [0, 1], which detectors would refuse", () => {
		const share = fc.double({ min: 0, max: 1, noNaN: true });
		const verdict = fc.record({
			correct: fc.boolean(),
			weight: fc.double({ min: 1e-9, max: 1, noNaN: true }),
		});
		fc.assert(
			fc.property(share, fc.array(verdict, { minLength: 1, maxLength: 300 }), (expected, verdicts) => {
				const profile = new ModelProfile({ accuracy: 0.9 });
				for (const one of verdicts) profile.label(one);
				const error = profile.recentError(verdicts.length, expected);
				expect(error).toBeGreaterThanOrEqual(0);
				expect(error).toBeLessThanOrEqual(1);
			}),
			{ seed: 37, numRuns: 500 },
		);
	});
});

describe("LatencyProfile after an alarm", () => {
	test("knows the newest runs only, as if there had been no others", () => {
		const profile = new ModelProfile({ accuracy: 0.9 });
		const only = new ModelProfile({ accuracy: 0.9 });
		for (let run = 0; run < 500; run++) profile.observe(warm(10 + (run % 3), run * 10));
		for (let run = 0; run < 12; run++) {
			profile.observe(warm(30 + run, 5000 + run * 10));
			only.observe(warm(30 + run, 5000 + run * 10));
		}
		profile.service.cut(12);
		expect(profile.service.snapshot()).toEqual(only.service.snapshot());
		expect(profile.service.samples).toBe(12);
	});

	test("keeps at most 30 runs, however many the alarm counts", () => {
		const profile = new ModelProfile({ accuracy: 0.9 });
		for (let run = 0; run < 500; run++) profile.observe(warm(10, run));
		profile.service.cut(400);
		expect(profile.service.samples).toBeCloseTo(30, 9);
	});
});

describe("ModelProfile and runs that were given up", () => {
	/** A model that takes 40 ms, and for the second half of the time 400 ms, of which clients wait for 150 at most. */
	function overloaded(learn: (profile: ModelProfile, tookMs: number, atMs: number) => void): ModelProfile {
		const profile = new ModelProfile({ accuracy: 0.9 });
		const random = seededRandom(9);
		for (let atMs = 0; atMs < 120_000; atMs += 200) {
			const meanMs = atMs < 60_000 ? 40 : 400;
			learn(profile, meanMs * (0.8 + 0.4 * random()), atMs);
		}
		return profile;
	}

	test("count as at least as long as they had taken; leaving them out would make the model look fast", () => {
		const honest = overloaded((profile, tookMs, atMs) =>
			profile.observe({
				serviceMs: Math.min(150, tookMs),
				censored: tookMs > 150,
				cold: false,
				atMs,
			}),
		);
		const careless = overloaded((profile, tookMs, atMs) => {
			if (tookMs <= 150) profile.observe({ serviceMs: tookMs, cold: false, atMs });
		});
		expect(careless.service.meanMs).toBeLessThan(42);
		expect(honest.service.meanMs).toBeGreaterThan(115);
	});

	test("say nothing when they were given up before half of the runs are over", () => {
		const profile = new ModelProfile({ accuracy: 0.9 });
		for (let run = 0; run < 50; run++) profile.observe(warm(run % 2 ? 38 : 42, run));
		const before = profile.snapshot();
		profile.observe({ serviceMs: 5, censored: true, cold: false, atMs: 60 });
		expect(profile.snapshot()).toEqual(before);
	});

	test("a run that did not get to the model leaves its wait in the queue", () => {
		const profile = new ModelProfile({ accuracy: 0.9 });
		profile.observe({ queueMs: 80, cold: false, atMs: 0 });
		expect([profile.queue.meanMs, profile.service.samples]).toEqual([80, 0]);
	});
});

test("a profile goes on from a snapshot that went through JSON, bit for bit, whatever happened", () => {
	const event = fc.oneof(
		fc.record({
			serviceMs: fc.double({ min: 0.01, max: 1e4, noNaN: true }),
			censored: fc.boolean(),
			cold: fc.boolean(),
			queueMs: fc.option(fc.double({ min: 0, max: 1e3, noNaN: true }), { nil: undefined }),
			atMs: fc.nat(1e6),
		}),
		fc.record({ correct: fc.boolean(), weight: fc.double({ min: 0.1, max: 1, noNaN: true }) }),
		fc.record({ cut: fc.integer({ min: 1, max: 60 }) }),
	);
	const play = (profile: ModelProfile, events: readonly object[]) => {
		for (const one of events) {
			if ("cut" in one) {
				profile.service.cut(one.cut as number);
				profile.cutAccuracy(one.cut as number, { share: 0.1, direction: "up" });
			} else if ("correct" in one) profile.label(one as { correct: boolean });
			else profile.observe(one as Parameters<ModelProfile["observe"]>[0]);
		}
	};
	fc.assert(
		fc.property(fc.array(event, { maxLength: 60 }), fc.array(event, { maxLength: 30 }), (before, after) => {
			const original = new ModelProfile({ accuracy: 0.8 });
			play(original, before);
			const copy = new ModelProfile({ accuracy: 0.8 });
			copy.restore(JSON.parse(JSON.stringify(original.snapshot())));
			play(original, after);
			play(copy, after);
			expect(copy.snapshot()).toEqual(original.snapshot());
		}),
		{ seed: 31, numRuns: 200 },
	);
});
