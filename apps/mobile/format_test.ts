import { expect, test } from "vitest";
import { bytes, counted, duration, kindOfLabel, moment, percent } from "./format.ts";

test("duration() has the digits that matter", () => {
	expect([0.04, 8.44, 9.96, 112.4, 999, 1250].map(duration)).toEqual([
		"0.0 ms",
		"8.4 ms",
		"10 ms",
		"112 ms",
		"999 ms",
		"1.25 s",
	]);
});

test("percent() claims neither certainty nor impossibility", () => {
	expect([1, 0.999, 0.974, 0.004, 0].map(percent)).toEqual(["100 %", "> 99 %", "97 %", "< 1 %", "0 %"]);
});

test("kindOfLabel() tells a zero from an O", () => {
	expect(["0", "O", "café"].map(kindOfLabel)).toEqual(["digit", "letter", ""]);
});

test("bytes() is as long as it is useful", () => {
	expect([0, 183, 8_214, 10_940, 322_871, 999_499, 999_600, 1_310_000, 14_239_897].map(bytes)).toEqual([
		"0 B",
		"183 B",
		"8.2 kB",
		"11 kB",
		"323 kB",
		"999 kB",
		"1 MB",
		"1.3 MB",
		"14 MB",
	]);
});

test("moment() names the year only where it is another one", () => {
	const at = new Date(2026, 10, 25, 19, 28).getTime();
	expect(moment(at, at)).toMatch(/^Nov 25, 7:28\sPM$/);
	expect(moment(at, new Date(2027, 0, 1).getTime())).toContain("2026");
});

test("counted() speaks of one answer, and of two answers", () => {
	expect([0, 1, 2].map((count) => counted(count, "answer"))).toEqual(["0 answers", "1 answer", "2 answers"]);
});
