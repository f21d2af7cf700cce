import { readdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { Worker } from "node:worker_threads";
import type { Manifest } from "@mdinference/contract";
import sharp from "sharp";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { ImageError } from "./decode_image.ts";
import { createInferencePool, type InferencePool, type InferencePoolOptions } from "./inference_pool.ts";
import {
	InferenceError,
	PoolClosedError,
	QueueFullError,
	RequestAbandonedError,
	UnknownModelError,
} from "./pool_errors.ts";
import { PoolStartError } from "./pool_start_error.ts";
import { readZoo, type ZooModel } from "./read_zoo.ts";

// Many tests start threads, which takes its time on a busy machine.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const task = "colours";
const image = (background: string) =>
	sharp({ create: { width: 16, height: 16, channels: 3, background } })
		.png()
		.toBuffer();
const [red, lime, blue, black, white] = await Promise.all(
	["red", "lime", "blue", "black", "white"].map(image) as [Promise<Buffer>, ...Promise<Buffer>[]],
);
const zoo = await readZoo(fileURLToPath(new URL("./testdata/zoo", import.meta.url)));
const only = (...names: string[]) => zoo.filter(({ manifest }) => names.includes(manifest.name));

/** Threads that were started and did not exit. */
const threads = new Set<Worker>();
const watch = (worker: Worker) => {
	threads.add(worker);
	worker.once("exit", () => threads.delete(worker));
};
const until = async (condition: () => boolean) => {
	while (!condition()) await new Promise(setImmediate);
};

beforeAll(() => {
	process.on("worker", watch);
});
afterAll(() => {
	process.off("worker", watch);
});

describe("an inference pool", () => {
	let pool: InferencePool;
	beforeAll(async () => {
		pool = await createInferencePool(zoo, { workers: 2 });
	});
	afterAll(() => pool.close());

	test("names the colour of an image, whatever the layout of the model", async () => {
		const images = { red, green: lime, blue, black };
		for (const model of ["nano", "probabilities", "slow"]) {
			for (const [label, image] of Object.entries(images)) {
				const { labels } = await pool.infer({ task, model, image: image! });
				expect(labels[0]).toMatchObject({ label });
				expect(labels.length).toBe(4);
			}
		}
	});

	test("gives the probabilities that the weights give by hand", async () => {
		const { probabilities } = await pool.infer({ task, model: "nano", image: lime! });
		const weights = [-4, 8, -4, -4 + 2].map(Math.exp);
		const sum = weights.reduce((a, b) => a + b);
		for (const [index, weight] of weights.entries())
			expect(probabilities[index]).toBeCloseTo(weight / sum, 6);
		const inside = await pool.infer({ task, model: "probabilities", image: lime! });
		for (const [index, weight] of weights.entries()) {
			expect(inside.probabilities[index]).toBeCloseTo(weight / sum, 6);
		}
	});

	test("tells where the time went; after the start no run is cold", async () => {
		const { timing, cold } = await pool.infer({ task, model: "slow", image: red });
		expect(cold).toBe(false);
		expect(timing.decodeMs).toBeGreaterThan(0);
		expect(timing.queueMs).toBeGreaterThanOrEqual(0);
		expect(timing.inferenceMs).toBeGreaterThan(0);
	});

	test("profiles a model: first runs from the start, warm runs from now", async () => {
		const { coldMs, warmMs } = await pool.profile({ task, model: "nano" }, { runs: 5, maxMs: 60_000 });
		expect(coldMs.length).toBe(2);
		expect(warmMs.length).toBe(5);
		for (const ms of [...coldMs, ...warmMs]) expect(ms).toBeGreaterThan(0);
		const hasty = await pool.profile({ task, model: "nano" }, { maxMs: 0, minRuns: 3 });
		expect(hasty.warmMs.length).toBe(3);
	});

	test("refuses a model that it does not have", async () => {
		await expect(pool.infer({ task, model: "huge", image: red })).rejects.toThrow(UnknownModelError);
		await expect(pool.infer({ task: "cats", model: "nano", image: red })).rejects.toThrow('"nano"');
		await expect(pool.profile({ task, model: "huge" })).rejects.toThrow(UnknownModelError);
	});

	test("refuses what is not an image, and keeps nothing of it", async () => {
		const request = { task, model: "nano", image: new Uint8Array(100) };
		await expect(pool.infer(request)).rejects.toThrow(ImageError);
		expect(pool.inFlight).toBe(0);
	});

	test("fails only the request on which a model fails", async () => {
		const infer = (image: Uint8Array) => pool.infer({ task, model: "fragile", image });
		const results = await Promise.allSettled([infer(red), infer(white!), infer(lime!), infer(black!)]);
		expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled", "rejected"]);
		await expect(infer(white!)).rejects.toThrow(InferenceError);
		await expect(infer(white!)).rejects.toThrow(/"fragile" of "colours" failed: .*out of data bounds/);
		await expect(infer(black!)).rejects.toThrow("not finite");
		expect((await infer(red)).labels[0]?.label).toBe("red");
	});

	test("lets the event loop turn while models run", async () => {
		let turns = 0;
		let done = false;
		const running = pool.infer({ task, model: "slow", image: red }).finally(() => {
			done = true;
		});
		await until(() => pool.running === 1);
		await until(() => ++turns > 100 || done);
		expect(turns).toBeGreaterThan(100);
		await running;
	});

	test("runs as many requests at once as it has workers, and counts them", async () => {
		const requests = Array.from({ length: 5 }, () => pool.infer({ task, model: "slow", image: red }));
		expect(pool.inFlight).toBe(5);
		await until(() => pool.running === 2 && pool.queued > 0);
		const results = await Promise.all(requests);
		expect(
			results.filter(({ timing }) => timing.queueMs > timing.inferenceMs / 2).length,
		).toBeGreaterThanOrEqual(1);
		expect([pool.inFlight, pool.queued, pool.running]).toEqual([0, 0, 0]);
	});
});

describe("an inference pool of one worker", () => {
	let pool: InferencePool;
	const open = async (options: InferencePoolOptions = {}) => {
		pool = await createInferencePool(only("nano", "slow"), { workers: 1, ...options });
	};
	const slow = (signal?: AbortSignal) => pool.infer({ task, model: "slow", image: red, signal });
	const nano = (signal?: AbortSignal) => pool.infer({ task, model: "nano", image: red, signal });

	beforeEach(() => open());
	afterEach(() => pool.close());

	test("refuses at once what goes beyond its queue, and takes requests again afterwards", async () => {
		await pool.close();
		await open({ queueLimit: 1 });
		const admitted = [slow(), nano()];
		const error = await nano().catch((error) => error);
		expect(error).toBeInstanceOf(QueueFullError);
		expect(error.capacity).toBe(2);
		expect(pool.inFlight).toBe(2);
		await Promise.all(admitted);
		expect((await nano()).labels[0]?.label).toBe("red");
	});

	test("takes an aborted request out of the queue, and the others go on", async () => {
		const client = new AbortController();
		const startedAt = performance.now();
		const running = slow();
		await until(() => pool.running === 1);
		const aborted = nano(client.signal).catch((error) => error);
		const waiting = nano();
		await until(() => pool.queued === 2);
		const queuedAt = performance.now();
		await new Promise(setImmediate);
		const leftAt = performance.now();
		const reason = new Error("the client left");
		client.abort(reason);
		const error: RequestAbandonedError = await aborted;
		expect(error).toBeInstanceOf(RequestAbandonedError);
		expect(error.cause).toBe(reason);
		expect(error.queueMs).toBeGreaterThanOrEqual(leftAt - queuedAt);
		expect(error.queueMs).toBeLessThan(performance.now() - startedAt);
		expect([pool.running, pool.queued, pool.inFlight]).toEqual([1, 1, 2]);
		await Promise.all([running, waiting]);
	});

	test("takes back a request that is aborted before or while it is decoded, which waited for nobody", async () => {
		const before = await nano(AbortSignal.abort("before")).catch((error) => error);
		expect(before).toMatchObject({ name: "RequestAbandonedError", queueMs: null, cause: "before" });
		const client = new AbortController();
		const aborted = nano(client.signal).catch((error) => error);
		client.abort("while decoding");
		expect(await aborted).toMatchObject({
			name: "RequestAbandonedError",
			queueMs: null,
			cause: "while decoding",
		});
		expect(pool.inFlight).toBe(0);
	});

	test("finishes and answers a run that is aborted once begun, and begins no other meanwhile", async () => {
		const client = new AbortController();
		const running = slow(client.signal);
		await until(() => pool.running === 1);
		const next = nano();
		await until(() => pool.queued === 1);
		client.abort();
		await new Promise(setImmediate);
		expect([pool.running, pool.queued]).toEqual([1, 1]);
		expect((await running).timing.inferenceMs).toBeGreaterThan(0);
		await next;
	});

	/** Makes the idle worker throw as soon as its event loop turns, which is in the next request that it gets. */
	const poison = () => {
		for (const worker of threads) worker.postMessage(null);
	};

	// The poison may be swallowed before the request comes, while the worker is still settling: then nobody is lost.
	const untilPoisonMeetsRequest = { retry: 5 };

	test(
		"loses only the request whose worker died: the others wait for the next worker, which is cold",
		untilPoisonMeetsRequest,
		async () => {
			poison();
			const doomed = slow();
			await until(() => pool.inFlight === 1 && pool.running === 1);
			const waiting = [slow(), nano(), nano()];
			await expect(doomed).rejects.toThrow(InferenceError);
			expect((await Promise.all(waiting)).filter(({ cold }) => cold).length).toBe(2);
			expect(threads.size).toBe(1);
		},
	);

	test("survives one death after another", untilPoisonMeetsRequest, async () => {
		for (let death = 0; death < 3; death++) {
			poison();
			await expect(slow()).rejects.toThrow(/"slow" of "colours" failed/);
			expect((await nano()).labels[0]?.label).toBe("red");
		}
	});

	test("replaces a worker that dies idle, and closes while the next one is loading", async () => {
		const kill = () => Promise.all([...threads].map((worker) => worker.terminate()));
		await kill();
		expect((await nano()).cold).toBe(true);
		await kill();
		let loaded = false;
		for (const worker of threads) {
			worker.once("message", () => {
				loaded = true;
			});
		}
		await pool.close();
		expect(loaded).toBe(true);
		expect(threads.size).toBe(0);
	});

	test("drains when it closes: it refuses the new, finishes the old, stops its threads", async () => {
		const old = [slow(), nano(), nano(), pool.profile({ task, model: "nano" }, { runs: 2 })];
		await until(() => pool.running === 1);
		const closed = pool.close();
		expect(pool.close()).toBe(closed);
		await expect(nano()).rejects.toThrow(PoolClosedError);
		await expect(pool.profile({ task, model: "nano" })).rejects.toThrow(PoolClosedError);
		await closed;
		expect((await Promise.allSettled(old)).map(({ status }) => status)).toEqual(Array(4).fill("fulfilled"));
		expect(threads.size).toBe(0);
	});
});

describe("the starter models", () => {
	test("run from their files, and the best of them reads most of the sample pictures", async () => {
		const folder = fileURLToPath(new URL("../../data/zoo", import.meta.url));
		const models = (await readZoo(folder)).filter(({ manifest }) => manifest.task === "characters");
		const samples = (await readdir(`${folder}/characters/samples`)).filter((name) => name.endsWith(".jpg"));
		const pool = await createInferencePool(models, {
			workers: 1,
			queueLimit: models.length * samples.length,
		});
		const shares = models.map(async ({ manifest }) => {
			const answers = samples.map(async (name) => {
				const image = await readFile(`${folder}/characters/samples/${name}`);
				const { labels } = await pool.infer({ task: manifest.task, model: manifest.name, image });
				expect(labels.length).toBe(5);
				return labels[0]?.label === name.split("-")[0];
			});
			return (await Promise.all(answers)).filter(Boolean).length / samples.length;
		});
		expect(Math.max(...(await Promise.all(shares)))).toBeGreaterThan(0.5);
		await pool.close();
	});
});

describe("createInferencePool()", () => {
	const nano = () => structuredClone(only("nano")[0]!);
	const lying = (change: (manifest: Manifest) => void): ZooModel => {
		const model = nano();
		change(model.manifest);
		return model;
	};

	async function refusal(...models: ZooModel[]): Promise<PoolStartError> {
		const error = await createInferencePool(models, { workers: 2 }).catch((error) => error);
		expect(error).toBeInstanceOf(PoolStartError);
		expect(threads.size).toBe(0);
		return error;
	}

	test("refuses a file that is no model, and names it", async () => {
		const bytes = new SharedArrayBuffer(300);
		const { message } = await refusal({ ...nano(), bytes, path: "zoo/colours/nano.onnx" });
		expect(message).toContain("zoo/colours/nano.onnx");
	});

	test("refuses a graph with another input than its manifest says", async () => {
		const model = lying(({ input }) => {
			input.name = "picture";
		});
		expect((await refusal(model)).message).toContain('it reads [image] where its manifest says "picture"');
	});

	test("refuses a graph with another output than its manifest says", async () => {
		const model = lying(({ output }) => {
			output.name = "scores";
		});
		expect((await refusal(model)).message).toContain('it gives [logits] where its manifest says "scores"');
	});

	test("refuses a graph that gives another shape than its manifest says", async () => {
		const model = lying((manifest) => {
			manifest.labels.pop();
			manifest.output.shape = [1, 3];
		});
		expect((await refusal(model)).message).toContain(
			"it gives float32 [1,4] where its manifest says float32 [1,3]",
		);
	});

	test("refuses a graph that reads another shape than its manifest says", async () => {
		const model = lying(({ input, preprocessing }) => {
			preprocessing.width = 9;
			input.shape = [1, 3, 8, 9];
		});
		expect((await refusal(model)).message).toContain("9");
	});

	test("names all models that fail, each with its reason", async () => {
		const picture = lying(({ input }) => {
			input.name = "picture";
		});
		const scores = lying(({ output }) => {
			output.name = "scores";
		});
		expect((await refusal(picture, nano(), scores)).problems.length).toBe(2);
	});
});
