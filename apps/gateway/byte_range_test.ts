import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { byteRange } from "./byte_range.ts";

describe("byteRange()", () => {
	test.each([
		["bytes=0-0", { first: 0, last: 0 }],
		["bytes=1000-", { first: 1000, last: 3999 }],
		["bytes=3000-9999", { first: 3000, last: 3999 }],
		["bytes=-100", { first: 3900, last: 3999 }],
		["bytes=-9999", { first: 0, last: 3999 }],
	])("%s asks for a part", (header, part) => {
		expect(byteRange(header, 4000)).toEqual(part);
	});

	test.each(["bytes=4000-", "bytes=9999-10000", "bytes=-0"])("%s asks for what is not there", (header) => {
		expect(byteRange(header, 4000)).toBe("unsatisfiable");
	});

	test.each([undefined, "", "bytes=-", "bytes=5-2", "bytes=0-1,5-6", "items=0-1", "bytes=a-b"])(
		"%s asks for the whole",
		(header) => {
			expect(byteRange(header, 4000)).toBe("whole");
		},
	);

	test("whatever is asked, a part lies within the file", () => {
		const offset = fc.option(fc.nat(), { nil: "" as const });
		fc.assert(
			fc.property(offset, offset, fc.nat(5000), (from, to, length) => {
				const range = byteRange(`bytes=${from}-${to}`, length);
				if (typeof range === "string") return;
				expect(range.first).toBeGreaterThanOrEqual(0);
				expect(range.last).toBeLessThan(length);
				expect(range.first).toBeLessThanOrEqual(range.last);
			}),
			{ seed: 8, numRuns: 1000 },
		);
	});
});
