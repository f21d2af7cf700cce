import { describe, expect, test } from "vitest";
import { HostWatch } from "./host_watch.ts";

function running(...models: string[]): HostWatch {
	const watch = new HostWatch();
	for (const model of models) watch.ran(model, 0);
	return watch;
}

describe("HostWatch", () => {
	test("one model that changes is that model", () => {
		expect(running("a", "b", "c").changed("a", "up", 1000)).toBeNull();
		expect(running("a").changed("a", "up", 1000)).toBeNull();
	});

	test("most of those that run, in one direction, within half a minute: the host, named once", () => {
		const watch = running("a", "b", "c");
		watch.changed("a", "up", 1000);
		expect(watch.changed("b", "up", 9000)).toEqual(["a", "b"]);
		expect(watch.changed("c", "up", 12_000)).toBeNull();
	});

	test("not where they change in different directions, or at different times, or half stay as they are", () => {
		const apart = running("a", "b");
		apart.changed("a", "up", 0);
		expect(apart.changed("b", "down", 1000)).toBeNull();
		const late = running("a", "b");
		late.changed("a", "up", 0);
		expect(late.changed("b", "up", 40_000)).toBeNull();
		const half = running("a", "b", "c", "d");
		half.changed("a", "up", 0);
		expect(half.changed("b", "up", 1000)).toBeNull();
	});

	test("a model that has not run for a minute could not have changed, and does not count", () => {
		const watch = running("a", "b", "c", "d");
		watch.ran("a", 90_000);
		watch.ran("b", 90_000);
		watch.changed("a", "up", 90_000);
		expect(watch.changed("b", "up", 91_000)).toEqual(["a", "b"]);
	});
});
