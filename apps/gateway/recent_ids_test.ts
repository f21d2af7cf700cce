import { expect, test } from "vitest";
import { RecentIds } from "./recent_ids.ts";

test("an id that comes again is known, until as many others came as are kept at most", () => {
	const ids = new RecentIds({ least: 3 });
	const come = (...names: string[]) => names.map((name) => ids.add(name));
	expect(come("a", "a", "b", "a")).toEqual([true, false, true, false]);
	expect(come("c", "d", "e", "a")).toEqual([true, true, true, false]);
	expect(come("f", "d", "e", "f")).toEqual([true, false, false, false]);
	expect(come("a", "b", "c")).toEqual([true, true, true]);
});

test("ids that came before are known from the start, as if they had come now", () => {
	const ids = new RecentIds({ least: 3, ids: ["a", "b"] });
	expect(["b", "a", "c", "c"].map((name) => ids.add(name))).toEqual([false, false, true, false]);
});
