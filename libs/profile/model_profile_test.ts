import { NotFiniteError } from "@mdinference/stats";
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
