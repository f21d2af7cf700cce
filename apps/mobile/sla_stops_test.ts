import { expect, test } from "vitest";
import { nearestStop, slaStops } from "./sla_stops.ts";

test("the stops rise from 50 to 2,000 ms", () => {
	expect(slaStops).toEqual([...slaStops].sort((a, b) => a - b));
	expect([slaStops.at(0), slaStops.at(-1)]).toEqual([50, 2000]);
});

test("nearestStop() finds each stop again, and the ends for what is beyond them", () => {
	for (const [place, stop] of slaStops.entries()) expect(nearestStop(stop)).toBe(place);
	expect(nearestStop(1)).toBe(0);
	expect(nearestStop(60_000)).toBe(slaStops.length - 1);
});
