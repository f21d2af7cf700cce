import { NotFiniteError } from "@mdinference/stats";
import { describe, expect, test } from "vitest";
import { ClaimedRtt } from "./claimed_rtt.ts";

const told = (slaMs: number, claimsMs: number[]) => {
	const rtt = new ClaimedRtt();
	rtt.ask(slaMs);
	for (const ms of claimsMs) rtt.claim(ms);
	return rtt;
};
const steady = (ms: number) => Array.from({ length: 40 }, () => ms);

describe("ClaimedRtt", () => {
	test("knows nothing before the first claim, and smooths the rest as TCP does", () => {
		expect(told(250, []).likelyMs).toBeUndefined();
		expect(told(250, [80]).likelyMs).toBe(120);
		expect(told(250, [80, 160]).likelyMs).toBe(140);
	});

	test("takes a claim of an hour as the longest SLA", () => {
		expect(told(250, [...steady(80), 3_600_000]).likelyMs).toBe(told(250, [...steady(80), 250]).likelyMs);
	});

	test("is not moved by a request of a short SLA, whose network was as long as ever", () => {
		const rtt = told(250, steady(80));
		rtt.ask(20);
		rtt.claim(80);
		expect(rtt.likelyMs).toBeCloseTo(80, 2);
	});

	test("begins anew at a longer SLA when claims were cut at the shorter, and never says less than the network takes", () => {
		const rtt = told(20, steady(80));
		expect(rtt.likelyMs).toBeCloseTo(20, 2);
		rtt.ask(250);
		const said = steady(80).map((ms) => {
			rtt.claim(ms);
			return rtt.likelyMs!;
		});
		expect(said[0]).toBe(120);
		expect(Math.min(...said)).toBeGreaterThanOrEqual(80);
		expect(said.at(-1)).toBeCloseTo(80, 2);
	});

	test("goes on at a longer SLA when no claim was cut", () => {
		const rtt = told(100, steady(80));
		rtt.ask(250);
		rtt.claim(80);
		expect(rtt.likelyMs).toBeCloseTo(80, 2);
	});

	test("believes no claim below the upload of the request that it speaks of", () => {
		const rtt = told(250, []);
		rtt.claim(0, 60);
		expect(rtt.likelyMs).toBe(90);
	});

	test("tells others no more of a claim than it counts itself: between the upload and the longest SLA", () => {
		const rtt = told(250, []);
		expect([0, 80, 3_600_000].map((ms) => rtt.bounded(ms, 60))).toEqual([60, 80, 250]);
	});

	test("refuses NaN and is as before", () => {
		const rtt = told(20, [80]);
		rtt.ask(250);
		expect(() => rtt.claim(Number.NaN)).toThrow(NotFiniteError);
		expect(rtt.likelyMs).toBe(30);
	});
});
