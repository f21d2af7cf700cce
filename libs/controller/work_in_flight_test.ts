import { seededRandom } from "@mdinference/stats";
import { describe, expect, test } from "vitest";
import { WorkInFlight } from "./work_in_flight.ts";

describe("WorkInFlight", () => {
	test("nobody waits while a worker is free", () => {
		const work = new WorkInFlight(2);
		work.begin({ meanMs: 100, stdMs: 0 }, 0);
		expect(work.wait(0).meanMs).toBe(0);
		work.begin({ meanMs: 100, stdMs: 0 }, 0);
		expect(work.wait(0).meanMs).toBe(100);
	});

	test("a run that takes longer than expected is about to end, and never gives time back", () => {
		const work = new WorkInFlight(1);
		work.begin({ meanMs: 10, stdMs: 0 }, 0);
		expect(work.wait(500).meanMs).toBe(0);
		work.begin({ meanMs: 10, stdMs: 0 }, 500);
		expect(work.wait(500).meanMs).toBe(10);
	});

	test("a run that ends twice ends once", () => {
		const work = new WorkInFlight(1);
		const run = work.begin({ meanMs: 10, stdMs: 0 }, 0);
		work.begin({ meanMs: 10, stdMs: 0 }, 0);
		run.end(5);
		run.end(5);
		expect(work.size).toBe(1);
	});

	test("predicts the wait in front of one worker within a run, for every request of a long busy time", () => {
		const work = new WorkInFlight(1);
		const random = seededRandom(3);
		const ends: { atMs: number; end: (atMs: number) => void }[] = [];
		let freeAtMs = 0;
		let nowMs = 0;
		for (let request = 0; request < 2000; request++) {
			nowMs += 20 * random();
			for (const { atMs, end } of ends.splice(0)) {
				if (atMs <= nowMs) end(atMs);
				else ends.push({ atMs, end });
			}
			const serviceMs = 8 + 4 * random();
			const waitMs = Math.max(0, freeAtMs - nowMs);
			expect(Math.abs(work.wait(nowMs).meanMs - waitMs)).toBeLessThan(2 * (ends.length + 1));
			freeAtMs = Math.max(freeAtMs, nowMs) + serviceMs;
			ends.push({ atMs: freeAtMs, end: (atMs) => run.end(atMs) });
			const run = work.begin({ meanMs: 10, stdMs: 0 }, nowMs);
		}
	});

	test("is the less sure of the wait the more there is to do", () => {
		const work = new WorkInFlight(2);
		for (let run = 0; run < 9; run++) work.begin({ meanMs: 20, stdMs: 4 }, 0);
		expect(work.wait(0)).toEqual({ meanMs: 90, stdMs: 6 });
	});

	test("needs a worker", () => {
		expect(() => new WorkInFlight(0)).toThrow(RangeError);
	});
});
