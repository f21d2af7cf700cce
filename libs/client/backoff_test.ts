import { seededRandom } from "@mdinference/stats";
import { expect, test } from "vitest";
import { backoffMs, longestBackoffMs } from "./backoff.ts";

test("each failure doubles the wait, up to five minutes, and half of it is left to chance", () => {
	const shortest = [1, 2, 3, 9, 10, 50].map((failures) => backoffMs(failures, () => 0));
	expect(shortest).toEqual([500, 1000, 2000, 128_000, 150_000, 150_000]);
	const random = seededRandom(1);
	for (let i = 0; i < 1000; i++) {
		const waitMs = backoffMs(4, random);
		expect(waitMs).toBeGreaterThanOrEqual(4000);
		expect(waitMs).toBeLessThan(8000);
		expect(backoffMs(10_000, random)).toBeLessThanOrEqual(longestBackoffMs);
	}
});
