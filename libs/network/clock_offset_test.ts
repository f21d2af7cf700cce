import { describe, expect, test } from "vitest";
import { ClockOffset } from "./clock_offset.ts";

const exchange = (offsetMs: number, upMs: number, downMs: number) => ({
	sentAtMs: 0,
	arrivedAtMs: offsetMs + upMs,
	networkMs: upMs + downMs,
});

describe("ClockOffset", () => {
	test("is unknown before the first exchange", () => {
		expect(new ClockOffset().offsetMs).toBeUndefined();
	});

	test("lets the shortest of the exchanges decide", () => {
		const offset = new ClockOffset();
		offset.update(exchange(500, 190, 10));
		offset.update(exchange(500, 10, 10));
		offset.update(exchange(500, 10, 150));
		expect(offset.offsetMs).toBe(500);
	});

	test("forgets an exchange after eight more, so that a clock which was set is found again", () => {
		const offset = new ClockOffset();
		offset.update(exchange(500, 1, 1));
		for (let i = 0; i < 8; i++) offset.update(exchange(-2000, 20, 20));
		expect(offset.offsetMs).toBe(-2000);
	});
});
