import { seededRandom } from "@mdinference/stats";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { delayLink } from "./delay_link.ts";
import type { Link } from "./link.ts";
import { traceLink } from "./trace_link.ts";

describe("delayLink()", () => {
	test("draws one delay a burst, not one a packet", () => {
		const delays = [30, 70];
		const link = delayLink({ delayMs: () => delays.shift() ?? 0 });
		expect([0, 1, 15].map((atMs) => link.arrivalMs(atMs, 1500))).toEqual([30, 31, 45]);
		expect(link.arrivalMs(500, 1500)).toBe(570);
	});

	test("a slow link is a queue: bytes wait for the bytes before them", () => {
		const link = delayLink({ delayMs: () => 10, bytesPerMs: 100 });
		expect(link.arrivalMs(0, 1000)).toBe(20);
		expect(link.arrivalMs(2, 1000)).toBe(30);
		expect(link.arrivalMs(500, 100)).toBe(511);
	});
});

describe("traceLink()", () => {
	test("takes one opportunity for each 1,500 bytes, the last one in part", () => {
		const link = traceLink([1, 2, 3, 4, 5], { startMs: 0 });
		expect(link.arrivalMs(0, 1501)).toBe(2);
		expect(link.arrivalMs(0, 1)).toBe(3);
	});

	test("loses the opportunities that nobody used", () => {
		const link = traceLink([10, 20, 30, 40], { startMs: 1000 });
		expect(link.arrivalMs(1025, 10)).toBe(1030);
		expect(link.arrivalMs(1040, 10)).toBe(1040);
		expect(link.arrivalMs(1041, 10)).toBe(1050);
	});

	test("two packets may pass in the same millisecond; propagation comes on top", () => {
		const link = traceLink([7, 7, 9], { startMs: 0, propagationMs: 25 });
		expect([link.arrivalMs(0, 1), link.arrivalMs(0, 1), link.arrivalMs(0, 1)]).toEqual([32, 32, 34]);
	});

	test("a trace that never lets anything pass is refused", () => {
		expect(() => traceLink([], { startMs: 0 })).toThrow(RangeError);
		expect(() => traceLink([0, 0], { startMs: 0 })).toThrow("above 0");
	});
});

describe("every link", () => {
	const links: [string, (seed: number) => Link][] = [
		[
			"delayLink",
			(seed) => {
				const random = seededRandom(seed);
				return delayLink({ delayMs: () => 1 + 99 * random(), bytesPerMs: 1 + 500 * random() });
			},
		],
		[
			"traceLink",
			(seed) => {
				const random = seededRandom(seed);
				const times = Array.from({ length: 50 }, () => 1 + Math.floor(random() * 400)).sort((a, b) => a - b);
				return traceLink(times, { startMs: 0 });
			},
		],
	];

	test.each(links)("%s: nothing arrives before it was sent", (_, make) => {
		const sends = fc.array(fc.tuple(fc.nat(300), fc.integer({ min: 1, max: 9000 })), { maxLength: 40 });
		fc.assert(
			fc.property(fc.integer(), sends, (seed, pauses) => {
				const link = make(seed);
				let nowMs = 0;
				for (const [pauseMs, bytes] of pauses) {
					nowMs += pauseMs;
					expect(link.arrivalMs(nowMs, bytes)).toBeGreaterThanOrEqual(nowMs);
				}
			}),
			{ seed: 7, numRuns: 300 },
		);
	});
});
