import { expect, test } from "vitest";
import { compareAnswers } from "./compare_answers.ts";

test("only the pictures that the two ways answer differently count", () => {
	const first = [true, true, false, false, true, false, true, true, true, true];
	const second = [true, true, true, true, false, false, true, true, true, true];
	const { interval, ...rest } = compareAnswers(first, second);
	expect(rest).toEqual({ count: 10, gained: 2, lost: 1, difference: 0.1 });
	// By hand: 1.96 * sqrt(3 - 1 / 10) / 10.
	expect(interval[1] - 0.1).toBeCloseTo(0.333776, 6);
	expect(interval[0]).toBeCloseTo(0.1 - 0.333776, 6);
});

test("two ways that answer alike do not differ", () => {
	expect(compareAnswers([true, false], [true, false])).toMatchObject({ difference: 0, interval: [0, 0] });
});
