import { expect, test } from "vitest";
import { threadsFor } from "./threads_for.ts";

test("threadsFor() uses up to four threads for a large model, where the page may have any, and leaves it a core", () => {
	const large = { megaMacs: 10 };
	expect([1, 2, 4, 8].map((cores) => threadsFor(large, { isIsolated: true, cores }))).toEqual([1, 2, 3, 4]);
	expect(threadsFor(large, { isIsolated: false, cores: 8 })).toBe(1);
});

test("threadsFor() computes a small model, or one of unknown size, on one", () => {
	expect(threadsFor({ megaMacs: 9.9 }, { isIsolated: true, cores: 8 })).toBe(1);
	expect(threadsFor({}, { isIsolated: true, cores: 8 })).toBe(1);
});
