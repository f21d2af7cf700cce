import { describe, expect, test } from "vitest";
import { isOver, laterOf } from "./clock.ts";

describe("a time further back than a minute is a clock that was set, one less far back is disorder", () => {
	test("for the time from which to count on", () => {
		expect(laterOf(100_000, 100_001)).toBe(100_001);
		expect(laterOf(100_000, 40_000)).toBe(100_000);
		expect(laterOf(100_000, 39_999)).toBe(39_999);
		expect(laterOf(Number.NEGATIVE_INFINITY, 5)).toBe(5);
	});

	test("for a duration, which is over when nobody knows how long ago it began", () => {
		const second = { sinceMs: 100_000, durationMs: 1000 };
		expect([100_999, 40_000].map((atMs) => isOver(second, atMs))).toEqual([false, false]);
		expect([101_000, 39_999].map((atMs) => isOver(second, atMs))).toEqual([true, true]);
		expect(isOver({ sinceMs: Number.NEGATIVE_INFINITY, durationMs: 1000 }, 0)).toBe(true);
	});
});
