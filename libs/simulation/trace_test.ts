import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { firstOpportunity, InvalidTraceError, opportunityMs, parseTrace } from "./trace.ts";

const refused = (text: string) => {
	try {
		parseTrace(text);
	} catch (error) {
		if (error instanceof InvalidTraceError) return { line: error.line, message: error.message };
		throw error;
	}
	throw new Error("it was taken");
};

describe("parseTrace()", () => {
	test("reads one time a line, with either line end", () => {
		expect([...parseTrace("0\r\n3\r\n3\r\n").timesMs]).toEqual([0, 3, 3]);
		expect(parseTrace("5").periodMs).toBe(5);
	});

	test("names the line with garbage, and what stands there", () => {
		expect(refused("0\n1\nabc\n")).toEqual({
			line: 3,
			message: 'Line 3 of the trace must be a whole number of milliseconds, not "abc".',
		});
		expect(refused("0\n\n5\n").line).toBe(2);
		expect(refused("-1\n").line).toBe(1);
		expect(refused("1.5\n").line).toBe(1);
		expect(refused(`1\n${"9".repeat(400)}\n`).message.length).toBeLessThan(100);
	});

	test("names the line at which time runs backwards", () => {
		expect(refused("0\n10\n7\n")).toEqual({
			line: 3,
			message: "Line 3 of the trace is 7 ms, before the 10 ms above it.",
		});
	});

	test("refuses a file without lines, and one that never moves on", () => {
		expect(refused("").message).toBe("A trace has no lines.");
		expect(refused("0\n0\n").message).toBe("A trace must end above 0 ms, or it never moves on.");
	});
});

describe("opportunities of a trace", () => {
	const anyTrace = fc
		.array(fc.nat(30), { minLength: 1, maxLength: 20 })
		.map((times) => times.toSorted((a, b) => a - b))
		.filter((times) => times.at(-1)! > 0);

	const anyTime = fc.oneof(fc.double({ min: 0, max: 200, noNaN: true }), fc.nat(200));

	test("the first at or after a time is what counting up from the start finds, over all rounds", () => {
		fc.assert(
			fc.property(anyTrace, anyTime, (times, atMs) => {
				const trace = parseTrace(times.join("\n"));
				let counted = 0;
				while (opportunityMs(trace, counted) < atMs) counted++;
				expect(opportunityMs(trace, firstOpportunity(trace, atMs))).toBe(opportunityMs(trace, counted));
			}),
			{ seed: 5, numRuns: 1000 },
		);
	});

	test("never run backwards, however many rounds", () => {
		fc.assert(
			fc.property(anyTrace, fc.nat(500), (times, opportunity) => {
				const trace = parseTrace(times.join("\n"));
				expect(opportunityMs(trace, opportunity + 1)).toBeGreaterThanOrEqual(
					opportunityMs(trace, opportunity),
				);
			}),
			{ seed: 6, numRuns: 1000 },
		);
	});
});
