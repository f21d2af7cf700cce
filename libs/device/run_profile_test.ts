import { expect, test } from "vitest";
import { boundMs, profileOf } from "./run_profile.ts";

test("profileOf() is null before the first run", () => {
	expect(profileOf([])).toBe(null);
});

test("profileOf() takes the nearest rank", () => {
	const runs = Array.from({ length: 100 }, (_, i) => 100 - i);
	expect(profileOf(runs)).toEqual({ samples: 100, p50Ms: 50, p99Ms: 99 });
	expect(profileOf([7])).toEqual({ samples: 1, p50Ms: 7, p99Ms: 7 });
});

test("boundMs() is the 99th percentile of 100 runs, the longest of fewer with a margin, and unknown below 30", () => {
	const bound = (samples: number) => boundMs({ samples, p50Ms: 4, p99Ms: 8 });
	expect([100, 99, 30, 29].map(bound)).toEqual([8, 12, 12, null]);
	expect(boundMs(null)).toBe(null);
});
