import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { ask, idleMs, open, scene } from "./testdata/device_scene.ts";

const quiet = () => vi.advanceTimersByTimeAsync(idleMs + 5_000);
const page = Object.assign(new EventTarget(), { visibilityState: "visible" });
function show(visibilityState: "visible" | "hidden") {
	page.visibilityState = visibilityState;
	page.dispatchEvent(new Event("visibilitychange"));
}

beforeEach(() => {
	vi.useFakeTimers();
	vi.stubGlobal("navigator", { userAgent: "test" });
	vi.stubGlobal("document", page);
	page.visibilityState = "visible";
});
afterEach(() => {
	vi.useRealTimers();
	vi.unstubAllGlobals();
});

describe("what a device knows of its own speed", () => {
	test("is measured while nobody asks, until a 99th percentile is known", async () => {
		const place = scene();
		const device = open(place);
		await device.ready;
		expect(device.profile).toBe(null);
		await quiet();
		expect(device.profile).toEqual({ samples: 100, p50Ms: 8, p99Ms: 8 });
		await vi.advanceTimersByTimeAsync(3_600_000);
		expect(place.ran).toHaveLength(100);
	});

	test("an image waits at most for the run that has begun, and measuring goes on when it is quiet again", async () => {
		const place = scene({ runMs: { wasm: 8, webgpu: 8 } });
		const device = open(place);
		await device.ready;
		await vi.advanceTimersByTimeAsync(idleMs + 500);
		const measured = place.ran.length;
		expect(measured).toBeGreaterThan(5);
		expect((await ask(device)).timing.queueMs).toBeLessThanOrEqual(8);
		await vi.advanceTimersByTimeAsync(idleMs - 100);
		expect(place.ran.slice(measured + 1).filter((image) => image === "own").length).toBeLessThanOrEqual(1);
		await quiet();
		expect(device.profile?.samples).toBe(100);
	});

	test("outlives the visit: the next one knows it from its first request", async () => {
		const place = scene();
		const device = open(place);
		await device.ready;
		await quiet();
		device.close();
		const again = open(place);
		await again.ready;
		expect(again.profile).toEqual({ samples: 100, p50Ms: 8, p99Ms: 8 });
		expect([...place.records.values()]).toHaveLength(1);
	});

	test("is not that of another number of threads, or of another browser", async () => {
		const place = scene();
		const device = open(place);
		await device.ready;
		await quiet();
		device.close();
		expect(open(place, { threads: 2 }).profile).toBe(null);
		vi.stubGlobal("navigator", { userAgent: "test 2" });
		expect(open(place).profile).toBe(null);
	});

	test("follows a phone that gets hot, with two images, and one that has cooled down, within four refreshments", async () => {
		const place = scene();
		const device = open(place);
		await device.ready;
		await quiet();
		place.runMs.wasm = 60;
		for (let i = 0; i < 2; i++) {
			const answer = device.infer(new Blob(["picture"]));
			await vi.advanceTimersByTimeAsync(60);
			await answer;
		}
		expect(device.profile?.p99Ms).toBe(60);
		place.runMs.wasm = 8;
		for (let minute = 0; minute < 4; minute++) {
			await vi.advanceTimersByTimeAsync(60_000);
			await ask(device);
			await vi.advanceTimersByTimeAsync(60_000);
			await ask(device);
		}
		expect(device.profile?.p99Ms).toBe(8);
	});

	test("takes nothing from runs of a page that was hidden, and measures nothing while it is", async () => {
		const place = scene({ runMs: { wasm: 300, webgpu: 8 } });
		const device = open(place);
		await device.ready;
		const answer = device.infer(new Blob(["picture"]));
		await vi.advanceTimersByTimeAsync(100);
		show("hidden");
		await vi.advanceTimersByTimeAsync(30_000);
		await answer;
		expect([device.profile, place.ran]).toEqual([null, ["image"]]);
		show("visible");
		await vi.advanceTimersByTimeAsync(idleMs + 4_000);
		expect(device.profile?.samples).toBeGreaterThan(5);
	});
});
