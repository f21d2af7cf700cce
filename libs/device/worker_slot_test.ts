import { describe, expect, test } from "vitest";
import type { ModelWorker } from "./model_worker.ts";
import { createSlot } from "./worker_slot.ts";

function scene() {
	const workers: { worker: ModelWorker; kill: () => void }[] = [];
	let refuse: Error | null = null;
	const slot = createSlot(async () => {
		let dead = false;
		const worker = {
			get dead() {
				return dead;
			},
			close: () => {
				dead = true;
			},
		} as unknown as ModelWorker;
		workers.push({ worker, kill: () => worker.close(new Error() as never) });
		return {
			worker,
			load: async () => {
				if (refuse) throw refuse;
			},
		};
	});
	return { slot, workers, refuse: (error: Error | null) => (refuse = error) };
}

describe("createSlot()", () => {
	test("starts one worker however many want it", async () => {
		const { slot, workers } = scene();
		const [a, b] = await Promise.all([slot.take(), slot.take()]);
		expect(a).toBe(b);
		expect([workers.length, slot.state]).toEqual([1, "ready"]);
	});

	test("starts another when the worker died", async () => {
		const { slot, workers } = scene();
		await slot.take();
		workers[0]!.kill();
		expect(slot.state).toBe("loading");
		expect(await slot.take()).toBe(workers[1]!.worker);
	});

	test("a failed start is told, and tried again by the next taker", async () => {
		const { slot, refuse, workers } = scene();
		refuse(new Error("no memory"));
		await expect(slot.take()).rejects.toThrow("no memory");
		expect([slot.state, workers[0]!.worker.dead]).toEqual(["failed", true]);
		refuse(null);
		await slot.take();
		expect(slot.state).toBe("ready");
	});

	test("a worker that was dropped while it loaded does not stand in the way of the next", async () => {
		const { slot, workers } = scene();
		const first = slot.take();
		slot.drop(new Error("given up"));
		const second = slot.take();
		await Promise.all([first, second]);
		expect(await slot.take()).toBe(workers.at(-1)!.worker);
		expect(slot.state).toBe("ready");
	});
});
