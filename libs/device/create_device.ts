import type { LabelProbability, Manifest } from "@mdinference/contract";
import { DeviceError } from "./device_error.ts";
import { cacheModelStore, type ModelStore } from "./model_store.ts";
import { type ModelWorker, openModelWorker } from "./model_worker.ts";
import { obtainModel } from "./obtain_model.ts";
import { profileOf, type RunProfile } from "./run_profile.ts";

const profiledRuns = 200;

/** Which model, and how to treat it. */
export interface DeviceOptions {
	/** What the model is. */
	manifest: Manifest;
	/** Where its ONNX file is. */
	modelUrl: string | URL;
	/** A run that takes longer is taken for a dead worker, in milliseconds. Default: 10,000. */
	runLimitMs?: number;
	/** Downloads the file. Default: the global one. */
	fetch?: typeof fetch;
	/** Keeps the file between visits. Default: the browser's Cache API. */
	store?: ModelStore;
	/** Hears how much of the file has come, in bytes. */
	onProgress?: (receivedBytes: number, totalBytes: number) => void;
}

/** What the device says of an image. */
export interface DeviceAnswer {
	/** The five most probable labels, best first. */
	labels: LabelProbability[];
	/** What computed it. */
	provider: "wasm";
	/** Where the time went, in milliseconds. */
	timing: {
		/** Waiting for the model to load and for earlier images. */
		queueMs: number;
		/** Decoding and resizing the image. */
		decodeMs: number;
		/** The model's service time. */
		inferenceMs: number;
		/** All of it, from the call to the answer. */
		totalMs: number;
	};
}

/** A model on this device. */
export interface Device {
	/** Name of the model. */
	readonly name: string;
	/** Version of its weights. */
	readonly version: string;
	/** A(m), its measured accuracy, in [0, 1]. */
	readonly accuracy: number;
	/** Whether an image given now would run at once; `failed` is tried again with the next image. */
	readonly state: "loading" | "ready" | "failed";
	/** Resolves when the model is loaded and warm; rejects with a {@link DeviceError} where that fails. */
	readonly ready: Promise<void>;
	/** How long the last runs took; null before the first. */
	readonly profile: RunProfile | null;
	/** Runs the model on an image, one after the other. Rejects with a {@link DeviceError}, or the signal's reason. */
	infer(image: Blob, options?: { signal?: AbortSignal }): Promise<DeviceAnswer>;
	/** Ends the worker and gives its memory back. */
	close(): void;
}

/**
 * Loads a model into a worker of its own and runs images through it. The file is used only if its SHA-256 is the
 * manifest's, and kept for the next visit. A worker that dies fails what it was running, and the next image starts another.
 *
 * @param options the model's manifest and file
 *
 * @example
 * ```ts
 * import { createDevice } from "@mdinference/device";
 *
 * const task = await (await fetch("/v1/tasks/characters")).json();
 * const { manifest, url } = task.models.find((model) => model.manifest.name === task.deviceModel);
 * const device = createDevice({ manifest, modelUrl: url });
 * await device.ready;
 * ```
 */
export function createDevice(options: DeviceOptions): Device {
	const { manifest, modelUrl, runLimitMs = 10_000, store = cacheModelStore(), onProgress } = options;
	const send: typeof fetch = options.fetch ?? ((...request) => fetch(...request));
	const runsMs: number[] = [];
	let state: Device["state"] = "loading";
	let file: ArrayBuffer | null = null;
	let opened: ModelWorker | null = null;
	let starting: Promise<ModelWorker> | null = null;
	let lastRun: Promise<unknown> = Promise.resolve();
	let closed = false;

	async function open(): Promise<ModelWorker> {
		file ??= await obtainModel(modelUrl, manifest, {
			fetch: send,
			store,
			onProgress: (bytes) => onProgress?.(bytes, manifest.bytes),
		});
		if (closed) throw closedError();
		const worker = openModelWorker();
		opened = worker;
		try {
			await worker.load(manifest, file);
			return worker;
		} catch (error) {
			worker.close(new DeviceError("worker", "The model could not be loaded.", { cause: error }));
			throw error;
		}
	}

	async function start(): Promise<ModelWorker> {
		state = "loading";
		try {
			const worker = await open();
			state = "ready";
			return worker;
		} catch (error) {
			state = "failed";
			starting = null;
			throw error;
		}
	}

	async function loaded(): Promise<ModelWorker> {
		if (closed) throw closedError();
		starting ??= start();
		const worker = await starting;
		if (!worker.dead) return worker;
		starting = start();
		return starting;
	}

	async function run(image: Blob, calledMs: number, signal: AbortSignal | undefined): Promise<DeviceAnswer> {
		const worker = await loaded();
		signal?.throwIfAborted();
		const startMs = performance.now();
		try {
			const { labels, decodeMs, inferenceMs } = await worker.run(image, runLimitMs);
			const endMs = performance.now();
			runsMs.push(endMs - startMs);
			if (runsMs.length > profiledRuns) runsMs.shift();
			const timing = { queueMs: startMs - calledMs, decodeMs, inferenceMs, totalMs: endMs - calledMs };
			return { labels, provider: "wasm", timing };
		} catch (error) {
			const isImage = error instanceof DeviceError && error.kind === "image";
			if (!isImage) abandon(worker, error);
			throw error;
		}
	}

	function abandon(worker: ModelWorker, cause: unknown): void {
		worker.close(new DeviceError("worker", "The model's worker was given up.", { cause }));
		starting = null;
		if (!closed) state = "loading";
	}

	const ready = loaded().then(() => undefined);
	ready.catch(() => undefined);

	return {
		name: manifest.name,
		version: manifest.version,
		accuracy: manifest.accuracy.top1,
		get state() {
			return state === "ready" && opened?.dead ? "loading" : state;
		},
		ready,
		get profile() {
			return profileOf(runsMs);
		},
		infer(image, { signal } = {}) {
			const calledMs = performance.now();
			const turn = lastRun.then(() => {
				signal?.throwIfAborted();
				return run(image, calledMs, signal);
			});
			lastRun = turn.catch(() => undefined);
			return signal ? untilAborted(turn, signal) : turn;
		},
		close() {
			closed = true;
			state = "failed";
			opened?.close(closedError());
			starting = null;
		},
	};
}

function closedError(): DeviceError {
	return new DeviceError("closed", "The device was closed.");
}

function untilAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
	return new Promise((resolve, reject) => {
		const abort = () => reject(signal.reason);
		if (signal.aborted) abort();
		signal.addEventListener("abort", abort, { once: true });
		promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
	});
}
