import { describe, expect, test } from "vitest";
import { budget, InvalidTimeError } from "./budget.ts";

describe("budget()", () => {
	test("is the SLA less the network time", () => {
		expect(budget(250, 92.5)).toEqual({ budgetMs: 157.5, exhausted: false });
	});

	test("is exhausted when the network took the whole SLA, or more", () => {
		expect(budget(100, 100)).toEqual({ budgetMs: 0, exhausted: true });
		expect(budget(100, 130)).toEqual({ budgetMs: -30, exhausted: true });
	});

	test("is infinite without an SLA", () => {
		expect(budget(Number.POSITIVE_INFINITY, 80)).toEqual({
			budgetMs: Number.POSITIVE_INFINITY,
			exhausted: false,
		});
	});

	test.each([
		["slaMs", Number.NaN, 10],
		["slaMs", -1, 10],
		["networkMs", 100, Number.NaN],
		["networkMs", 100, -0.1],
		["networkMs", 100, Number.POSITIVE_INFINITY],
	])("refuses a bad %s (%d, %d)", (field, slaMs, networkMs) => {
		expect(() => budget(slaMs, networkMs)).toThrow(InvalidTimeError);
		expect(() => budget(slaMs, networkMs)).toThrow(field);
	});
});
