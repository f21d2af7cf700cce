import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { RaceTerms } from "./race.ts";
import { type DecidedRace, runRace } from "./run_race.ts";
import { fakeClock } from "./testdata/fake_clock.ts";

type Plan = number | "fails" | "hangs";

/** Runs a race in which each side answers after its time, and counts everything that must happen once. */
function scene(
	cloudPlan: { takesMs: number; plan: Plan },
	devicePlan: { takesMs: number; plan: Plan },
	terms: Partial<RaceTerms> = {},
	options: { deviceStartMs?: number; signal?: AbortSignal } = {},
) {
	const clock = fakeClock();
	const seen = { resolved: 0, rejected: 0, settled: 0, lateCloud: 0, starts: [] as string[] };
	const result: { race?: DecidedRace<string, string>; error?: unknown } = {};
	const contestant =
		(who: string, { takesMs, plan }: { takesMs: number; plan: Plan }) =>
		(signal: AbortSignal) => {
			seen.starts.push(`${who} ${clock.nowMs()}`);
			return new Promise<{ reply: string; accuracy: number }>((resolve, reject) => {
				signal.addEventListener("abort", () => reject(signal.reason));
				if (plan === "hangs") return;
				clock.after(takesMs, () =>
					plan === "fails" ? reject(new Error(`${who} failed`)) : resolve({ reply: who, accuracy: plan }),
				);
			});
		};
	const running = runRace<string, string>(
		{ slaMs: 100, cloud: "running", device: "running", deviceAccuracy: 0.8, ...terms },
		{ cloud: contestant("cloud", cloudPlan), device: contestant("device", devicePlan) },
		{
			graceMs: 400,
			clock,
			timeout: new Error("timeout"),
			onSettled: () => seen.settled++,
			onLateCloud: () => seen.lateCloud++,
			...options,
		},
	);
	running.then(
		(race) => {
			result.race = race;
			seen.resolved++;
		},
		(error: unknown) => {
			result.error = error;
			seen.rejected++;
		},
	);
	return { clock, seen, result };
}

describe("who waits", () => {
	test("starts at its time, where the cloud is slow", async () => {
		const { clock, seen, result } = scene(
			{ takesMs: 300, plan: 0.9 },
			{ takesMs: 20, plan: 0.8 },
			{ device: "waiting" },
			{ deviceStartMs: 70 },
		);
		await clock.advance(100);
		expect(seen.starts).toEqual(["cloud 0", "device 70"]);
		expect(result.race).toMatchObject({ verdict: { reason: "deadline" }, elapsedMs: 100 });
	});

	test("never starts where the cloud is fast, and nothing is left behind", async () => {
		const { clock, seen } = scene(
			{ takesMs: 30, plan: 0.9 },
			{ takesMs: 20, plan: 0.8 },
			{ device: "waiting" },
			{ deviceStartMs: 70 },
		);
		await clock.advance(1000);
		expect(seen).toEqual({ resolved: 1, rejected: 0, settled: 1, lateCloud: 0, starts: ["cloud 0"] });
		expect(clock.pending()).toBe(0);
	});

	test("starts at once where the cloud fails", async () => {
		const { clock, seen, result } = scene(
			{ takesMs: 5, plan: "fails" },
			{ takesMs: 20, plan: 0.8 },
			{ device: "waiting" },
			{ deviceStartMs: 70 },
		);
		await clock.advance(25);
		expect(seen.starts).toEqual(["cloud 0", "device 5"]);
		expect(result.race).toMatchObject({
			elapsedMs: 25,
			verdict: { reason: "cloud-failed" },
			device: { startMs: 5, atMs: 25 },
		});
	});
});

test("an arrival that was stamped in time is in time, however late it is heard of", async () => {
	const clock = fakeClock();
	const race = runRace<string, string>(
		{ slaMs: 100, cloud: "running", device: "absent" },
		{
			cloud: () =>
				new Promise((resolve) => clock.after(130, () => resolve({ reply: "7", accuracy: 0.9, atMs: 95 }))),
			device: () => Promise.reject(new Error("absent")),
		},
		{ graceMs: 400, clock, timeout: new Error("timeout") },
	);
	await clock.advance(130);
	expect((await race).cloud).toMatchObject({ state: "answered", atMs: 95 });
});

describe("a signal ends the race in every state", () => {
	test.each([
		["before anything has happened", 0],
		["while one waits", 10],
		["while both run", 75],
		["after the device has answered", 95],
	])("%s: one rejection, and nothing is left behind", async (_, atMs) => {
		const controller = new AbortController();
		const { clock, seen, result } = scene(
			{ takesMs: 300, plan: 0.9 },
			{ takesMs: 20, plan: 0.8 },
			{ device: "waiting" },
			{ deviceStartMs: 70, signal: controller.signal },
		);
		await clock.advance(atMs);
		controller.abort(new Error("never mind"));
		await clock.advance(1000);
		expect(result.error).toMatchObject({ message: "never mind" });
		expect(seen).toMatchObject({ resolved: 0, rejected: 1, settled: 1, lateCloud: 0 });
		expect(clock.pending()).toBe(0);
	});

	test("after the verdict: the answer stays, the late cloud is no longer listened to", async () => {
		const controller = new AbortController();
		const { clock, seen } = scene(
			{ takesMs: 300, plan: 0.9 },
			{ takesMs: 20, plan: 0.8 },
			{},
			{ signal: controller.signal },
		);
		await clock.advance(150);
		controller.abort();
		await clock.advance(1000);
		expect(seen).toMatchObject({ resolved: 1, rejected: 0, settled: 1, lateCloud: 0 });
	});
});

test("whoever answers, fails, hangs or cancels, and when: exactly one answer or error, ever", async () => {
	const side = fc.record({
		takesMs: fc.integer({ min: 0, max: 700 }),
		plan: fc.oneof(
			fc.double({ min: 0, max: 1, noNaN: true }),
			fc.constantFrom("fails" as const, "hangs" as const),
		),
	});
	const start = fc.constantFrom("running" as const, "waiting" as const, "absent" as const);
	const cancelMs = fc.option(fc.integer({ min: 0, max: 700 }));
	const startMs = fc.option(fc.integer({ min: 0, max: 120 }));
	await fc.assert(
		fc.asyncProperty(
			side,
			side,
			fc.record({ cloud: start, device: start, combine: fc.boolean() }),
			startMs,
			cancelMs,
			async (cloud, device, terms, deviceStartMs, cancelMs) => {
				const controller = new AbortController();
				const { clock, seen, result } = scene(cloud, device, terms, {
					...(deviceStartMs !== null && { deviceStartMs }),
					signal: controller.signal,
				});
				if (cancelMs !== null) clock.after(cancelMs, () => controller.abort(new Error("never mind")));
				await clock.advance(500);
				expect(seen.resolved + seen.rejected).toBe(1);
				await clock.advance(1000);
				expect(seen.resolved + seen.rejected).toBe(1);
				expect(seen.settled).toBe(1);
				expect(seen.lateCloud).toBeLessThanOrEqual(1);
				expect(new Set(seen.starts.map((text) => text.split(" ")[0])).size).toBe(seen.starts.length);
				expect(result.race === undefined).toBe(result.error !== undefined);
				expect(clock.pending()).toBe(0);
			},
		),
		{ seed: 4, numRuns: 1000 },
	);
});
