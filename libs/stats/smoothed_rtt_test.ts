import { describe, expect, test } from "vitest";
import { NotFiniteError } from "./forgetting.ts";
import { SmoothedRtt } from "./smoothed_rtt.ts";

describe("SmoothedRtt", () => {
	test("follows RFC 6298: R and R/2 first, then gains of 1/8 and 1/4 with the old mean in the deviation", () => {
		const rtt = new SmoothedRtt();
		rtt.update(80);
		expect([rtt.smoothedMs, rtt.deviationMs, rtt.samples]).toEqual([80, 40, 1]);
		rtt.update(160);
		expect([rtt.smoothedMs, rtt.deviationMs, rtt.samples]).toEqual([90, 50, 2]);
	});

	test("refuses NaN and is as before", () => {
		const rtt = new SmoothedRtt();
		expect(() => rtt.update(Number.NaN)).toThrow(NotFiniteError);
		expect(rtt.samples).toBe(0);
	});
});
