import { seededRandom } from "@mdinference/stats";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { generateTrace, type LinkCharacter } from "./generate_trace.ts";
import { InvalidNetworkError } from "./network.ts";
import { parseTrace } from "./trace.ts";

const steady: LinkCharacter = {
	megabits: 6,
	logStd: 0,
	correlationMs: 500,
	grantMs: 5,
	outageEveryMs: Number.POSITIVE_INFINITY,
	outageMs: 0,
};
const generate = (character: LinkCharacter, seed = 1, lengthMs = 60_000) =>
	generateTrace(character, { lengthMs, random: seededRandom(seed) });

describe("generateTrace()", () => {
	test("is a trace of the wanted length, whatever the link, and the same for the same seed", () => {
		const anyLink = fc.record({
			megabits: fc.double({ min: 0.1, max: 20, noNaN: true }),
			logStd: fc.double({ min: 0, max: 1.5, noNaN: true }),
			correlationMs: fc.constantFrom(50, 2000),
			grantMs: fc.constantFrom(1, 10),
			outageEveryMs: fc.constantFrom(500, Number.POSITIVE_INFINITY),
			outageMs: fc.constantFrom(0, 300),
		});
		fc.assert(
			fc.property(anyLink, fc.integer(), (link, seed) => {
				const text = generate(link, seed, 3000);
				expect(parseTrace(text).periodMs).toBe(3000);
				expect(generate(link, seed, 3000)).toBe(text);
			}),
			{ seed: 9, numRuns: 100 },
		);
	});

	test("has the rate that was asked for", () => {
		expect(Math.abs(parseTrace(generate(steady)).timesMs.length / 30_000 - 1)).toBeLessThan(0.02);
	});

	test("an outage lets nothing pass", () => {
		const { timesMs } = parseTrace(generate({ ...steady, outageEveryMs: 10_000, outageMs: 1000 }));
		const longest = timesMs.reduce((gap, time, i) => Math.max(gap, i > 0 ? time - timesMs[i - 1]! : 0), 0);
		expect(longest).toBeGreaterThan(700);
		const { timesMs: without } = parseTrace(generate(steady));
		expect(without.every((time, i) => i === 0 || time - without[i - 1]! < 100)).toBe(true);
	});

	test("refuses a link that cannot be", () => {
		expect(() => generate({ ...steady, megabits: 0 })).toThrow(InvalidNetworkError);
		expect(() => generate({ ...steady, grantMs: Number.NaN })).toThrow("grantMs");
		expect(() => generate({ ...steady, logStd: -1 })).toThrow("logStd");
		expect(() => generate({ ...steady, outageEveryMs: 0 })).toThrow("outageEveryMs");
		expect(() => generate({ ...steady, outageEveryMs: Number.NaN })).toThrow("outageEveryMs");
		expect(() => generate(steady, 1, 0)).toThrow("lengthMs");
	});
});
