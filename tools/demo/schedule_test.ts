import { describe, expect, test } from "vitest";
import { daySchedule, type Phase, phaseTimes, planTraffic } from "./schedule.ts";

const calm: Phase = { name: "calm", seconds: 100, rate: 1, condition: "light", slowdown: 1 };
const options = { seed: 1, ratePerSecond: 10, phones: 3, firstPicture: 7 };

describe("the day", () => {
	test("changes one thing at a time, and takes each change back", () => {
		for (const length of ["whole", "quick"] as const) {
			const changes = daySchedule(length).map(({ slowdown, condition, rate }) =>
				[slowdown > 1 && "slow", condition === "dark" && "dark", rate > 1 && "burst"].filter(Boolean),
			);
			expect(changes).toEqual([[], ["slow"], [], ["dark"], [], ["burst"]]);
		}
	});

	test("fits three times into the time that is promised, with the quiet traffic before it", () => {
		const seconds = (length: "whole" | "quick") => phaseTimes(daySchedule(length)).at(-1)! / 1000;
		expect(3 * seconds("whole")).toBeLessThan(540);
		expect(3 * seconds("quick")).toBeLessThan(85);
	});
});

describe("planTraffic()", () => {
	test("gives the same requests for the same seed, and others for another", () => {
		expect(planTraffic([calm], options)).toEqual(planTraffic([calm], options));
		expect(planTraffic([calm], { ...options, seed: 2 })).not.toEqual(planTraffic([calm], options));
	});

	test("sends at the rate of each phase, within it, each picture once", () => {
		const requests = planTraffic([calm, { ...calm, name: "burst", rate: 3 }], options);
		const [first, second] = [0, 1].map((index) => requests.filter(({ phase }) => phase === index));
		// Poisson counts: four deviations away with a probability of 6e-5.
		expect(Math.abs(first!.length - 1000)).toBeLessThan(4 * Math.sqrt(1000));
		expect(Math.abs(second!.length - 3000)).toBeLessThan(4 * Math.sqrt(3000));
		expect(first!.every(({ atMs }) => atMs < 100_000)).toBe(true);
		expect(second!.every(({ atMs }) => atMs >= 100_000 && atMs < 200_000)).toBe(true);
		expect(requests.map(({ picture }) => picture)).toEqual(requests.map((_, index) => 7 + index));
		expect(new Set(requests.map(({ phone }) => phone))).toEqual(new Set([0, 1, 2]));
	});
});
