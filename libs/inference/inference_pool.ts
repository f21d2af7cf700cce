import { availableParallelism } from "node:os";
import type { LabelProbability } from "@mdinference/contract";
import PQueue from "p-queue";
import { decodeImage, type ImageLimits, warmUpDecoder } from "./decode_image.ts";
import type { WorkerAnswer, WorkerTask } from "./inference_worker.ts";
import {
	InferenceError,
	PoolClosedError,
	QueueFullError,
	RequestAbandonedError,
	UnknownModelError,
} from "./pool_errors.ts";
import type { ZooModel } from "./read_zoo.ts";
import { startWorkers, type Workers } from "./start_workers.ts";
import { topLabels } from "./top_labels.ts";

/** How large a pool is, and which images it takes. */
export interface InferencePoolOptions extends ImageLimits {
	/** Worker threads, each with all models loaded; as many as the machine runs at once unless told. */
	workers?: number | undefined;
	/** Requests that may be in flight beyond one a worker, decoding or waiting; 32 a worker unless told. */
	queueLimit?: number | undefined;
}

/** Which model. */
export interface ModelId {
	/** Its task. */
	task: string;
	/** Its name, unique in the task. */
	model: string;
}

/** An image for a model. */
export interface InferenceRequest extends ModelId {
	/** A JPEG, PNG, WebP or AVIF file; it must not change before the promise settles. */
	image: Uint8Array;
	/** Takes the request back while it waits for a worker; a run that has begun is finished and answered. */
	signal?: AbortSignal | undefined;
}

/** Where a request's time went, in milliseconds. */
export interface InferenceTiming {
	/** Reading, turning and resizing the image, the wait for a thread of libuv included. */
	decodeMs: number;
	/** Waiting for a worker, once decoded. */
	queueMs: number;
	/** The model's service time, in the worker: normalising the pixels, the run, the softmax. */
	inferenceMs: number;
}

/** What a model said of an image. */
export interface InferenceResult {
	/** The five most probable labels, best first; all of them where the task has fewer. */
	labels: LabelProbability[];
	/** The probabilities of all labels, in the order of the manifest. */
	probabilities: Float32Array;
	/** Where the time went. */
	timing: InferenceTiming;
	/** Whether it was the worker's first run of the model: its time belongs into the profile of cold starts. */
	cold: boolean;
}

/** How long a model is measured. */
export interface ProfileOptions {
	/** Most runs; 30 unless told. */
	runs?: number | undefined;
	/** No run begins after this time, in milliseconds; 300 unless told. */
	maxMs?: number | undefined;
	/** Runs that begin even so, because fewer say too little of a deviation; 10 unless told. */
	minRuns?: number | undefined;
}

/** Measured service times of a model, in milliseconds. */
export interface ServiceTimes {
	/** The first run after loading, one a worker, from the start of the pool. */
	coldMs: readonly number[];
	/** Later runs, in order. */
	warmMs: number[];
}

/**
 * Starts the workers, loads every model in each of them and runs it once, and decodes a first image.
 *
 * @param models what {@link readZoo} gave
 * @returns the pool, warm
 * @throws {PoolStartError} a model cannot be loaded or run, or is not as its manifest says; all such are named
 *
 * @example
 * ```ts
 * import { readFile } from "node:fs/promises";
 * import { createInferencePool, readZoo } from "@mdinference/inference";
 *
 * const pool = await createInferencePool(await readZoo("data/zoo"), { workers: 1 });
 * const image = await readFile("data/zoo/characters/samples/A-0.jpg");
 * const { labels } = await pool.infer({ task: "characters", model: "characters-nano", image });
 * if (labels.length !== 5) throw new Error("the best five come back");
 * await pool.close();
 * ```
 */
export async function createInferencePool(
	models: readonly ZooModel[],
	options: InferencePoolOptions = {},
): Promise<InferencePool> {
	const workers = options.workers ?? availableParallelism();
	const [started] = await Promise.all([startWorkers(models, workers), warmUpDecoder()]);
	return new InferencePool(models, started, { ...options, workers });
}

/**
 * Runs models for requests, as many at once as it has workers; the others wait in the order in which they were decoded.
 * {@link createInferencePool} makes one. Close it before the process exits: Node aborts if a thread that runs a model
 * is stopped.
 *
 * @example
 * ```ts
 * import { createInferencePool, readZoo } from "@mdinference/inference";
 *
 * const pool = await createInferencePool(await readZoo("data/zoo"));
 * const { coldMs, warmMs } = await pool.profile({ task: "characters", model: "characters-nano" });
 * if (coldMs.length === 0 || warmMs.length === 0) throw new Error("both are measured");
 * await pool.close();
 * ```
 */
export class InferencePool {
	readonly #models: readonly ZooModel[];
	readonly #workers: Workers;
	readonly #limits: ImageLimits;
	readonly #capacity: number;
	readonly #queue: PQueue;
	readonly #work = new Set<Promise<unknown>>();
	#closing: Promise<void> | undefined;

	/** Takes over workers in which the models run, in the same order. */
	constructor(
		models: readonly ZooModel[],
		workers: Workers,
		options: InferencePoolOptions & { workers: number },
	) {
		this.#models = models;
		this.#workers = workers;
		this.#limits = options;
		this.#capacity = options.workers + (options.queueLimit ?? 32 * options.workers);
		this.#queue = new PQueue({ concurrency: options.workers });
	}

	/** Requests that were admitted and not yet answered, decoding, waiting or running; measurements included. */
	get inFlight(): number {
		return this.#work.size;
	}

	/** Most requests that are taken at once: one a worker, and those that may wait. */
	get capacity(): number {
		return this.#capacity;
	}

	/** Requests that wait for a worker. */
	get queued(): number {
		return this.#queue.size;
	}

	/** Requests that a worker runs. */
	get running(): number {
		return this.#queue.pending;
	}

	/**
	 * Decodes an image, waits for a worker and runs a model on it.
	 *
	 * @throws {PoolClosedError} the pool was closed
	 * @throws {UnknownModelError} the pool has no such model
	 * @throws {QueueFullError} as many requests as the pool takes are in flight; known at once
	 * @throws {ImageError} the image cannot be decoded
	 * @throws {InferenceError} the model failed or its worker died; no other request notices
	 * @throws {RequestAbandonedError} the signal was aborted before a worker began
	 */
	async infer(request: InferenceRequest): Promise<InferenceResult> {
		const model = this.#find(request);
		if (this.inFlight >= this.#capacity) throw new QueueFullError(this.#capacity);
		return this.#track(this.#infer(model, request));
	}

	/**
	 * Measures a model's service time: runs on grey pixels, one after the other, through the queue that requests take.
	 *
	 * @throws {PoolClosedError} the pool was closed
	 * @throws {UnknownModelError} the pool has no such model
	 * @throws {InferenceError} the model failed or its worker died
	 */
	async profile(id: ModelId, options: ProfileOptions = {}): Promise<ServiceTimes> {
		const model = this.#find(id);
		return this.#track(this.#profile(model, options));
	}

	/** Refuses new requests, finishes those in flight, then stops the workers. Again: the same promise. */
	close(): Promise<void> {
		this.#closing ??= Promise.allSettled(this.#work).then(() => this.#workers.stop());
		return this.#closing;
	}

	#find({ task, model }: ModelId): number {
		if (this.#closing) throw new PoolClosedError();
		const index = this.#models.findIndex(({ manifest }) => manifest.task === task && manifest.name === model);
		if (index === -1) throw new UnknownModelError(task, model);
		return index;
	}

	#track<T>(work: Promise<T>): Promise<T> {
		this.#work.add(work);
		return work.finally(() => this.#work.delete(work));
	}

	async #infer(model: number, { image, signal }: InferenceRequest): Promise<InferenceResult> {
		throwIfAbandoned(signal);
		const { preprocessing, labels } = this.#models[model]!.manifest;
		const startedAt = performance.now();
		const pixels = await decodeImage(image, preprocessing, this.#limits);
		const decodeMs = performance.now() - startedAt;
		throwIfAbandoned(signal);
		const { answer, queueMs } = await this.#enqueue({ model, pixels }, signal);
		const { probabilities, inferenceMs, cold } = answer;
		const timing = { decodeMs, queueMs, inferenceMs };
		return { labels: topLabels(probabilities, labels), probabilities, timing, cold };
	}

	async #profile(
		model: number,
		{ runs = 30, maxMs = 300, minRuns = 10 }: ProfileOptions,
	): Promise<ServiceTimes> {
		const sizeBytes = this.#models[model]!.manifest.input.shape.reduce((a, b) => a * b);
		const least = Math.min(runs, minRuns);
		const warmMs: number[] = [];
		const startedAt = performance.now();
		while (warmMs.length < least || (warmMs.length < runs && performance.now() - startedAt < maxMs)) {
			const { answer } = await this.#enqueue({ model, pixels: new Uint8Array(sizeBytes).fill(128) });
			if (!answer.cold) warmMs.push(answer.inferenceMs);
		}
		return { coldMs: this.#workers.coldMs[model]!, warmMs };
	}

	async #enqueue(task: WorkerTask, signal?: AbortSignal): Promise<{ answer: WorkerAnswer; queueMs: number }> {
		const enqueuedAt = performance.now();
		// p-queue takes an aborted run for over while its worker is still busy: it hears of an abort only before.
		const waiting = new AbortController();
		const leave = () => {
			const queueMs = performance.now() - enqueuedAt;
			waiting.abort(new RequestAbandonedError(queueMs, { cause: signal?.reason }));
		};
		signal?.addEventListener("abort", leave, { once: true });
		const begin = async () => {
			signal?.removeEventListener("abort", leave);
			const queueMs = performance.now() - enqueuedAt;
			return { answer: await this.#run(task), queueMs };
		};
		return this.#queue.add(begin, signal && { signal: waiting.signal });
	}

	async #run(task: WorkerTask): Promise<WorkerAnswer> {
		try {
			return await this.#workers.run(task);
		} catch (cause) {
			const { manifest } = this.#models[task.model]!;
			throw new InferenceError(manifest.task, manifest.name, { cause });
		}
	}
}

/** Before the queue nothing was waited for. */
function throwIfAbandoned(signal: AbortSignal | undefined): void {
	if (signal?.aborted) throw new RequestAbandonedError(null, { cause: signal.reason });
}
