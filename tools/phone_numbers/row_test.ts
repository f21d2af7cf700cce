import { expect, test } from "vitest";
import { goalInWords, holds, inUnit } from "./row.ts";

test("a promise is kept up to its limit, and not beyond, whatever the rounded figure looks like", () => {
	expect(holds({ goal: { atMost: 1.5, unit: "s" }, measured: 1.5 })).toBe(true);
	expect(holds({ goal: { atMost: 1.5, unit: "s" }, measured: 1.5001 })).toBe(false);
	expect(inUnit(1.5001, "s")).toBe("1.50 s");
	expect(holds({ goal: { atLeast: 99.9, unit: "%" }, measured: 99.9 })).toBe(true);
	expect(holds({ goal: { atLeast: 99.9, unit: "%" }, measured: 99.8 })).toBe(false);
});

test.each([
	[{ atMost: 12, unit: "kB" }, "at most 12 kB"],
	[{ atLeast: 1.5, unit: "times" }, "at least 1.5 times"],
	[{ atMost: 0, unit: "count" }, "none"],
	[{ atLeast: 95, unit: "count" }, "at least 95"],
] as const)("the promise %j reads %j", (goal, words) => {
	expect(goalInWords(goal)).toBe(words);
});
