import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { openHeapMeter } from "./heap_size.ts";
import { takeLongTasks, watchLongTasks } from "./measurements/long_tasks.ts";
import { countInLog } from "./measurements/outbox.ts";
import type { Bench } from "./page/bench_page.ts";
import { type BenchSite, openStage, type Stage } from "./stage.ts";

declare const bench: Bench;

vi.setConfig({ testTimeout: 60_000 });

let stage: Stage;
let site: BenchSite;

beforeAll(async () => {
	stage = openStage({ share: 0.01 });
	site = await stage.bench();
	await site.page.evaluate(() => bench.openModel("characters-medium", 1).then(() => undefined));
}, 600_000);
afterAll(async () => {
	await site?.close();
	await stage?.close();
});

// A page that the machine leaves waiting has long tasks of its own, hence the other attempts.
test("a task that holds up the main thread is seen, with its duration, and a short one is not", {
	retry: 2,
}, async () => {
	await watchLongTasks(site.page);
	await site.page.evaluate(() => {
		for (const ms of [5, 90]) {
			setTimeout(() => {
				const endMs = performance.now() + ms;
				while (performance.now() < endMs);
			});
		}
	});
	const [duration, ...others] = await takeLongTasks(site.page);
	expect(duration).toBeGreaterThanOrEqual(90);
	expect(others).toEqual([]);
});

test("what a page and its worker keep is measured, and garbage is not", async () => {
	const meter = await openHeapMeter(site.page);
	const before = await meter.measure();
	await site.page.evaluate(() => {
		Object.assign(globalThis, { kept: Array.from({ length: 500_000 }, () => [Math.random()]) });
	});
	const full = await meter.measure();
	await site.page.evaluate(() => Object.assign(globalThis, { kept: null }));
	const after = await meter.measure();
	await meter.close();
	expect(full.page - before.page).toBeGreaterThan(10_000_000);
	expect(after.page - before.page).toBeLessThan(1_000_000);
	expect(full.all - before.all).toBeGreaterThan(10_000_000);
	expect(before.workers).toBeGreaterThan(1_000_000);
});

test("a report or label that the gateway's log does not have is lost", () => {
	const requestId = "00000000-0000-4000-8000-000000000000";
	const kept = [
		{ requestId, label: null },
		{ requestId, label: "A" },
	];
	expect(countInLog(site.gateway.databasePath, kept)).toEqual({ lost: 2, twice: 0 });
});
