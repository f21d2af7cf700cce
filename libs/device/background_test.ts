import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createBackground } from "./background.ts";

const idleMs = 1_000;
const page = Object.assign(new EventTarget(), { visibilityState: "visible" });
function show(visibilityState: "visible" | "hidden") {
	page.visibilityState = visibilityState;
	page.dispatchEvent(new Event("visibilitychange"));
}

/** Work that takes a while, unless it is interrupted. */
const working = (ms: number, log: string[], name: string) => (signal: AbortSignal) =>
	new Promise<string>((resolve, reject) => {
		log.push(`${name} begins`);
		setTimeout(() => resolve(name), ms);
		signal.addEventListener("abort", () => {
			log.push(`${name} interrupted`);
			reject(signal.reason);
		});
	});

beforeEach(() => {
	vi.useFakeTimers();
	vi.stubGlobal("document", page);
	page.visibilityState = "visible";
});
afterEach(() => {
	vi.useRealTimers();
	vi.unstubAllGlobals();
});

describe("createBackground()", () => {
	test("waits for a quiet moment, then does one thing after the other without waiting again", async () => {
		const background = createBackground(idleMs);
		const log: string[] = [];
		const both = Promise.all([background.run(working(50, log, "a")), background.run(working(50, log, "b"))]);
		await vi.advanceTimersByTimeAsync(idleMs - 1);
		expect(log).toEqual([]);
		await vi.advanceTimersByTimeAsync(102);
		expect(await both).toEqual(["a", "b"]);
	});

	test("a request interrupts it at once, and the work is done again when all requests have been over for a while", async () => {
		const background = createBackground(idleMs);
		const log: string[] = [];
		const done = background.run(working(500, log, "a"));
		await vi.advanceTimersByTimeAsync(idleMs + 100);
		const [first, second] = [background.busy(), background.busy()];
		expect(log).toEqual(["a begins", "a interrupted"]);
		first();
		first();
		await vi.advanceTimersByTimeAsync(60_000);
		second();
		await vi.advanceTimersByTimeAsync(idleMs - 1);
		expect(log).toHaveLength(2);
		await vi.advanceTimersByTimeAsync(501);
		expect(await done).toBe("a");
	});

	test("nothing is done in a page that nobody sees", async () => {
		const background = createBackground(idleMs);
		const log: string[] = [];
		const done = background.run(working(500, log, "a"));
		await vi.advanceTimersByTimeAsync(idleMs + 100);
		const wasSeen = background.watchPage();
		expect(wasSeen()).toBe(true);
		show("hidden");
		await vi.advanceTimersByTimeAsync(60_000);
		show("visible");
		expect([log, wasSeen()]).toEqual([["a begins", "a interrupted"], false]);
		await vi.advanceTimersByTimeAsync(idleMs + 500);
		expect(await done).toBe("a");
	});

	test("work that fails by itself is not done again, and does not hold up the next", async () => {
		const background = createBackground(idleMs);
		const failing = background.run(() => Promise.reject(new Error("no memory")));
		const failed = expect(failing).rejects.toThrow("no memory");
		const next = background.run(async () => "next");
		await vi.advanceTimersByTimeAsync(idleMs);
		await failed;
		expect(await next).toBe("next");
	});

	test("does nothing where the idle time is infinite", async () => {
		const background = createBackground(Number.POSITIVE_INFINITY);
		const work = vi.fn(async () => undefined);
		void background.run(work).catch(() => undefined);
		await vi.advanceTimersByTimeAsync(3_600_000);
		expect([work.mock.calls.length, vi.getTimerCount()]).toEqual([0, 0]);
	});

	test("closed, it gives up what waits and what runs", async () => {
		const background = createBackground(idleMs);
		const running = background.run(working(500, [], "a"));
		const waiting = background.run(async () => "b");
		const ended = Promise.allSettled([running, waiting]);
		await vi.advanceTimersByTimeAsync(idleMs + 100);
		background.close();
		await vi.advanceTimersByTimeAsync(0);
		expect((await ended).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
		await expect(waiting).rejects.toMatchObject({ kind: "closed" });
	});
});
