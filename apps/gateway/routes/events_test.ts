import { OpenAPIHono } from "@hono/zod-openapi";
import type { GatewayEvent } from "@mdinference/contract";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { EventHub } from "../event_hub.ts";
import { eventsRoute } from "./events.ts";

const drift: GatewayEvent = {
	type: "drift",
	data: {
		task: "characters",
		model: "nano",
		place: "cloud",
		kind: "accuracy",
		direction: "down",
		detector: "e-detector",
		explanation: "It errs more often.",
		atMs: 0,
		profileVersion: 2,
		evidence: {},
	},
};

let hub: EventHub;
let app: OpenAPIHono;
beforeEach(() => {
	vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
	hub = new EventHub();
	app = new OpenAPIHono();
	eventsRoute(app, hub);
});
afterEach(() => {
	vi.useRealTimers();
});

const listen = async () => (await app.request("/v1/events")).body!.pipeThrough(new TextDecoderStream());

describe("/v1/events", () => {
	test("HEAD has the headers of GET, and leaves no listener behind", async () => {
		for (let i = 0; i < 100; i++) {
			const head = await app.request("/v1/events", { method: "HEAD" });
			expect(head.status).toBe(200);
			expect(head.headers.get("content-type")).toBe("text/event-stream");
			expect(head.headers.get("cache-control")).toBe("no-cache");
			expect(head.body).toBeNull();
		}
		expect([hub.size, vi.getTimerCount()]).toEqual([0, 0]);
		const get = await app.request("/v1/events");
		expect(get.headers.get("content-type")).toBe("text/event-stream");
		expect(get.headers.get("cache-control")).toBe("no-cache");
		expect(hub.size).toBe(1);
	});

	test("a listener that goes away is forgotten, and so is its heartbeat", async () => {
		const reader = (await listen()).getReader();
		expect((await reader.read()).value).toBe(": listening\n\n");
		expect([hub.size, vi.getTimerCount()]).toEqual([1, 1]);
		await reader.cancel();
		await expect.poll(() => [hub.size, vi.getTimerCount()]).toEqual([0, 0]);
	});

	test("when the hub closes, a listener hears the end", async () => {
		const reader = (await listen()).getReader();
		await reader.read();
		hub.publish(drift);
		expect((await reader.read()).value).toMatch(/^event: drift\ndata: \{"task":"characters"/);
		hub.close();
		expect((await reader.read()).done).toBe(true);
		expect(vi.getTimerCount()).toBe(0);
	});

	test("one that comes after the hub has closed hears the end at once", async () => {
		hub.close();
		const reader = (await listen()).getReader();
		expect((await reader.read()).value).toBe(": listening\n\n");
		expect((await reader.read()).done).toBe(true);
		expect([hub.size, vi.getTimerCount()]).toEqual([0, 0]);
	});

	test("when the hub closes, one that does not read has no heartbeat that keeps the process", async () => {
		await app.request("/v1/events");
		for (let i = 0; i < 10; i++) hub.publish(drift);
		await new Promise((resolve) => setTimeout(resolve, 10));
		expect([hub.size, vi.getTimerCount()]).toEqual([1, 1]);
		hub.close();
		expect([hub.size, vi.getTimerCount()]).toEqual([0, 0]);
	});
});
