import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { WorkerReply, WorkerRequest } from "./messages.ts";
import { openModelWorker } from "./model_worker.ts";

/** A web worker that answers when it is told to. */
class FakeWorker {
	static newest: FakeWorker;
	requests: WorkerRequest[] = [];
	terminated = false;
	onmessage: ((event: { data: WorkerReply }) => void) | null = null;
	onerror: ((event: { message: string; preventDefault: () => void }) => void) | null = null;

	constructor() {
		FakeWorker.newest = this;
	}

	postMessage(request: WorkerRequest): void {
		this.requests.push(request);
	}

	terminate(): void {
		this.terminated = true;
	}

	reply(data: WorkerReply): void {
		this.onmessage?.({ data });
	}
}

const result = { labels: [], decodeMs: 1, inferenceMs: 2 };
const limitMs = 10_000;
let nowMs = 0;

beforeEach(() => {
	vi.useFakeTimers();
	vi.stubGlobal("Worker", FakeWorker);
	nowMs = 0;
	vi.spyOn(performance, "now").mockImplementation(() => nowMs);
});
afterEach(() => {
	vi.useRealTimers();
	vi.restoreAllMocks();
	vi.unstubAllGlobals();
});

/** Lets a timer fire when the clock says so. */
function pass(ms: number, clockMs = ms) {
	nowMs += clockMs;
	vi.advanceTimersByTime(ms);
}

describe("openModelWorker()", () => {
	test("gives what the worker answers, and its errors with their kind", async () => {
		const worker = openModelWorker("wasm", () => {});
		const run = worker.run(new Blob(["picture"]), limitMs);
		FakeWorker.newest.reply({ type: "result", result });
		expect(await run).toEqual(result);
		const next = worker.run(null, limitMs);
		FakeWorker.newest.reply({ type: "failed", kind: "output", message: "no numbers" });
		await expect(next).rejects.toMatchObject({ name: "DeviceError", kind: "output" });
		expect(worker.dead).toBe(false);
	});

	test("refuses a second request while one is under way, which gets its answer all the same", async () => {
		const worker = openModelWorker("webgpu", () => {});
		const trial = worker.trial(limitMs);
		await expect(worker.run(new Blob(["picture"]), limitMs)).rejects.toMatchObject({ kind: "worker" });
		expect(FakeWorker.newest.requests).toEqual([{ type: "trial" }]);
		FakeWorker.newest.reply({ type: "tried", trial: { outputs: [1], inferenceMs: 2 } });
		expect(await trial).toEqual({ outputs: [1], inferenceMs: 2 });
		const run = worker.run(null, limitMs);
		FakeWorker.newest.reply({ type: "result", result });
		expect([await run, worker.dead]).toEqual([result, false]);
	});

	test("takes a worker that is silent until the limit for dead", async () => {
		const worker = openModelWorker("wasm", () => {});
		const run = worker.run(null, limitMs);
		const failed = expect(run).rejects.toMatchObject({ kind: "worker" });
		pass(limitMs);
		await failed;
		expect([worker.dead, FakeWorker.newest.terminated]).toEqual([true, true]);
	});

	test("gives a worker that was frozen with its page the whole time again", async () => {
		const worker = openModelWorker("wasm", () => {});
		const run = worker.run(null, limitMs);
		// The page sleeps for a minute; on waking, the timer is what runs first.
		pass(limitMs, 60_000);
		expect(worker.dead).toBe(false);
		FakeWorker.newest.reply({ type: "result", result });
		expect(await run).toEqual(result);
		const again = worker.run(null, limitMs);
		const failed = expect(again).rejects.toMatchObject({ kind: "worker" });
		pass(limitMs, 60_000);
		pass(limitMs);
		await failed;
	});

	test("tells of a death, once, and answers nothing any more", async () => {
		const onDeath = vi.fn();
		const worker = openModelWorker("webgpu", onDeath);
		const run = worker.run(null, limitMs);
		FakeWorker.newest.reply({ type: "lost", message: "driver" });
		FakeWorker.newest.onerror?.({ message: "late", preventDefault: () => {} });
		await expect(run).rejects.toMatchObject({ kind: "worker" });
		await expect(worker.run(null, limitMs)).rejects.toMatchObject({ kind: "worker" });
		expect([onDeath.mock.calls.length, FakeWorker.newest.requests.length]).toEqual([1, 1]);
	});
});
