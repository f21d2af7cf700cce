import { expect, test } from "vitest";
import { profileOf } from "./run_profile.ts";

test("profileOf() is null before the first run", () => {
	expect(profileOf([])).toBe(null);
});

test("profileOf() takes the nearest rank", () => {
	const runs = Array.from({ length: 100 }, (_, i) => 100 - i);
	expect(profileOf(runs)).toEqual({ samples: 100, p50Ms: 50, p99Ms: 99 });
	expect(profileOf([7])).toEqual({ samples: 1, p50Ms: 7, p99Ms: 7 });
});
