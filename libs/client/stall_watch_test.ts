import { expect, test } from "vitest";
import { watchForStalls } from "./stall_watch.ts";
import { fakeClock } from "./testdata/fake_clock.ts";

test("timers that come when they are due tell of no stall, however long it takes", async () => {
	const clock = fakeClock();
	const watch = watchForStalls(clock);
	await clock.advance(60_000);
	expect(watch.hasStalled()).toBe(false);
	watch.stop();
	expect(clock.pending()).toBe(0);
});

test("a program that stood still knows it, before its timers run again and afterwards", async () => {
	const clock = fakeClock();
	let frozenMs = 0;
	const watch = watchForStalls({ ...clock, nowMs: () => clock.nowMs() + frozenMs });
	await clock.advance(600);
	frozenMs = 200;
	expect(watch.hasStalled()).toBe(false);
	frozenMs = 5_000;
	expect(watch.hasStalled()).toBe(true);
	await clock.advance(1_000);
	expect(watch.hasStalled()).toBe(true);
	watch.stop();
});
