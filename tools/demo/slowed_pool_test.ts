import type { InferencePool, InferenceRequest, InferenceResult } from "@mdinference/inference";
import { describe, expect, test } from "vitest";
import { slowedPool } from "./slowed_pool.ts";

/** A pool whose n-th run takes n milliseconds. */
function countingPool(): { pool: InferencePool; runs: () => number } {
	let runs = 0;
	const infer = async (_: InferenceRequest): Promise<InferenceResult> => {
		runs += 1;
		const timing = { decodeMs: 0, queueMs: 10 * runs, inferenceMs: runs };
		return { labels: [], probabilities: new Float32Array(), timing, cold: false };
	};
	return { pool: { infer } as unknown as InferencePool, runs: () => runs };
}

describe("slowedPool()", () => {
	const ask = { task: "characters", image: new Uint8Array() };

	test("runs a slowed model several times and says how long all of them took and waited", async () => {
		const { pool, runs } = countingPool();
		slowedPool(pool).slow("large", 3);
		expect((await pool.infer({ ...ask, model: "large" })).timing).toEqual({
			decodeMs: 0,
			queueMs: 10 + 20 + 30,
			inferenceMs: 1 + 2 + 3,
		});
		expect(runs()).toBe(3);
	});

	test("leaves the other models alone, and a model whose slowdown is over", async () => {
		const { pool, runs } = countingPool();
		const slowed = slowedPool(pool);
		slowed.slow("large", 3);
		await pool.infer({ ...ask, model: "small" });
		expect(runs()).toBe(1);
		slowed.slow("large", 1);
		await pool.infer({ ...ask, model: "large" });
		expect(runs()).toBe(2);
	});
});
