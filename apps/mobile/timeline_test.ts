import type { Answer } from "@mdinference/client";
import { describe, expect, test } from "vitest";
import { timelineOf } from "./timeline.ts";

const timing = { uploadMs: 10, queueMs: 2, decodeMs: 3, inferenceMs: 15, totalMs: 21 };
const cloud = {
	state: "answered",
	startMs: 0,
	atMs: 60,
	accuracy: 0.9,
	reply: { answer: { timing }, elapsedMs: 60, networkMs: 39, returnMs: 29 },
} as Answer["cloud"];
const device = {
	state: "answered",
	startMs: 0,
	atMs: 8,
	accuracy: 0.8,
	reply: { labels: [], provider: "wasm", timing: { queueMs: 0, decodeMs: 2, inferenceMs: 5, totalMs: 7 } },
} as Answer["device"];

describe("timelineOf()", () => {
	test("lays the cloud's phases end to end, from the request to the reply", () => {
		const { lanes, spanMs } = timelineOf({ cloud, device, slaMs: 250, elapsedMs: 60 });
		expect(lanes[0]?.segments.map(({ phase, startMs, endMs }) => [phase, startMs, endMs])).toEqual([
			["upload", 0, 10],
			["queue", 10, 12],
			["decode", 12, 15],
			["inference", 15, 30],
			["return", 30, 60],
		]);
		expect(lanes[1]?.segments.at(-1)).toEqual({ phase: "inference", startMs: 3, endMs: 8 });
		expect(spanMs).toBeCloseTo(260);
	});

	test("makes room for a late cloud", () => {
		const late = { ...cloud, atMs: 900 } as Answer["cloud"];
		expect(timelineOf({ cloud: late, device, slaMs: 250, elapsedMs: 250 }).spanMs).toBeCloseTo(936);
	});

	test("shows how long a side waited before it started", () => {
		const waited = { state: "running", startMs: 80 } as const;
		const { lanes } = timelineOf({
			cloud: { state: "running", startMs: 0 },
			device: waited,
			slaMs: 100,
			elapsedMs: 100,
		});
		expect(lanes[1]?.segments).toEqual([
			{ phase: "wait", startMs: 0, endMs: 80 },
			{ phase: "open", startMs: 80, endMs: 100 },
		]);
		const asked = { ...cloud, startMs: 100, atMs: 160 } as Answer["cloud"];
		const late = timelineOf({ cloud: asked, device, slaMs: 100, elapsedMs: 160 });
		expect(late.lanes[0]?.segments.slice(0, 2)).toEqual([
			{ phase: "wait", startMs: 0, endMs: 100 },
			{ phase: "upload", startMs: 100, endMs: 110 },
		]);
		expect(late.lanes[0]?.segments.at(-1)?.endMs).toBe(160);
	});

	test("shows who is still running, who failed, and nothing of who took no part", () => {
		const failed = { state: "failed", startMs: 0, atMs: 30, error: new Error("no network") } as const;
		const running = timelineOf({
			cloud: { state: "running", startMs: 0 },
			device,
			slaMs: 250,
			elapsedMs: 250,
		});
		expect(running.lanes[0]).toMatchObject({ state: "running", endMs: 250, segments: [{ phase: "open" }] });
		const broken = timelineOf({ cloud: failed, device: { state: "absent" }, slaMs: 250, elapsedMs: 30 });
		expect(broken.lanes).toMatchObject([{ place: "cloud", state: "failed", endMs: 30 }]);
	});
});
