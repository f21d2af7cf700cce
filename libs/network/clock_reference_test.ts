import { seededRandom } from "@mdinference/stats";
import { describe, expect, test } from "vitest";
import { ClockReference, type Exchange } from "./clock_reference.ts";

const exchange = (offsetMs: number, upMs: number, downMs: number): Exchange => ({
	sentAtMs: 0,
	arrivedAtMs: offsetMs + upMs,
	networkMs: upMs + downMs,
});

describe("ClockReference", () => {
	test("is unknown before the first exchange", () => {
		expect(new ClockReference().offsetMs).toBeUndefined();
	});

	test("does not move while the clock stands, however unequal the two ways are", () => {
		const random = seededRandom(3);
		const reference = new ClockReference();
		reference.update(exchange(500, 900, 20));
		const guessMs = reference.offsetMs!;
		for (let i = 0; i < 1000; i++) reference.update(exchange(500, 20 + 2000 * random(), 10 + 500 * random()));
		expect(reference.offsetMs).toBe(guessMs);
	});

	test("moves with a clock that is set, and keeps the error of its guess", () => {
		const reference = new ClockReference();
		for (let i = 0; i < 20; i++) reference.update(exchange(500, 60, 20));
		const errorMs = reference.offsetMs! - 500;
		for (let i = 0; i < 20; i++) reference.update(exchange(-3000, 60, 20));
		expect(reference.offsetMs! + 3000).toBeCloseTo(errorMs, 9);
	});

	test("knows a request that arrived before it was sent, or an hour later, by the clock that was set, and no other", () => {
		const reference = new ClockReference();
		const sent = (offsetMs: number) => ({ sentAtMs: 0, arrivedAtMs: offsetMs + 30, networkMs: 60_000 });
		expect(reference.contradicts(sent(0))).toBe(false);
		for (let i = 0; i < 20; i++) reference.update(exchange(500, 60, 20));
		expect(
			[500, 3500, -3_600_000, 3_600_000].map((offsetMs) => reference.contradicts(sent(offsetMs))),
		).toEqual([false, false, true, true]);
	});

	test("follows a clock that drifts within two network times: one when it moves, one until it moves again", () => {
		const reference = new ClockReference();
		let offsetMs = 0;
		for (let i = 0; i < 5000; i++) {
			offsetMs = i * 0.05;
			reference.update(exchange(offsetMs, 25 + (i % 7), 25));
		}
		expect(Math.abs(reference.offsetMs! - offsetMs)).toBeLessThanOrEqual(2 * 56);
	});
});
