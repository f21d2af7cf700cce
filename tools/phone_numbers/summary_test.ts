import fc from "fast-check";
import { expect, test } from "vitest";
import { summaryOf } from "./summary.ts";

const numbers = fc.array(fc.integer(), { minLength: 1 });

test("half of the values are at most the median, 95 % at most the 95th percentile, all at most the largest", () => {
	fc.assert(
		fc.property(numbers, (values) => {
			const { count, min, median, p95, max } = summaryOf(values);
			const shareUpTo = (limit: number) => values.filter((value) => value <= limit).length / count;
			expect(shareUpTo(median)).toBeGreaterThanOrEqual(0.5);
			expect(shareUpTo(p95)).toBeGreaterThanOrEqual(0.95);
			expect([min, max]).toEqual([Math.min(...values), Math.max(...values)]);
			expect(values).toContain(p95);
		}),
	);
});

test("the order of the values is of no matter", () => {
	fc.assert(
		fc.property(numbers, (values) => {
			expect(summaryOf(values.toReversed())).toEqual(summaryOf(values));
		}),
	);
});

test("of nothing, or of what is no number, nothing is said", () => {
	expect(() => summaryOf([])).toThrow(RangeError);
	expect(() => summaryOf([1, Number.NaN])).toThrow(RangeError);
});
