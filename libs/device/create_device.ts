import type { LabelProbability, Manifest } from "@mdinference/contract";
import { DeviceError } from "./device_error.ts";
import type { Provider } from "./messages.ts";
import { cacheModelStore, type ModelStore } from "./model_store.ts";
import { openModelWorker } from "./model_worker.ts";
import { obtainModel } from "./obtain_model.ts";
import { type ProviderMemory, storedProviderMemory } from "./provider_memory.ts";
import { profileOf, type RunProfile } from "./run_profile.ts";
import { runtimeVersion } from "./runtime_version.ts";
import { judgeTrial, type TrialVerdict } from "./trial.ts";
import { untilAborted } from "./until_aborted.ts";
import { createSlot, type WorkerSlot } from "./worker_slot.ts";

const profiledRuns = 200;
/** A graphics processor that is lost this often in one visit is not tried again. */
const maxLosses = 2;

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
	/**
	 * What computes the model. `auto` begins with WebAssembly and goes over to WebGPU where that gives the same answer
	 * faster; `webgpu` goes over wherever it gives the same answer. Default: `auto`.
	 */
	provider?: "auto" | Provider;
	/** Remembers which one was faster. Default: in the browser's local storage. */
	memory?: ProviderMemory;
	/** So long must the device have had nothing to do before WebGPU is tried, in milliseconds. Default: 2,000. */
	idleMs?: number;
	/** Starts a worker. Default: a web worker of this package. */
	openWorker?: typeof openModelWorker;
}

/** What the device says of an image. */
export interface DeviceAnswer {
	/** The five most probable labels, best first. */
	labels: LabelProbability[];
	/** What computed it. */
	provider: Provider;
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

/** How it stands with WebGPU; `unavailable` with the reason in words. */
export type WebgpuStatus = "untried" | TrialVerdict["reason"] | "lost" | { unavailable: string };

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
	/** What computes the next image. */
	readonly provider: Provider;
	/** How it stands with WebGPU. */
	readonly webgpu: WebgpuStatus;
	/** Resolves when the model is loaded and warm; rejects with a {@link DeviceError} where that fails. */
	readonly ready: Promise<void>;
	/** How long the last runs took on what computes the next one; null before the first. */
	readonly profile: RunProfile | null;
	/** Runs the model on an image, one after the other. Rejects with a {@link DeviceError}, or the signal's reason. */
	infer(image: Blob, options?: { signal?: AbortSignal }): Promise<DeviceAnswer>;
	/** Ends the workers and gives their memory back. */
	close(): void;
}

/**
 * Loads a model into a worker of its own and runs images through it. The file is used only if its SHA-256 is the
 * manifest's, and kept for the next visit. A worker that dies fails what it was running, and the next image starts
 * another. When the device has nothing to do, WebGPU is tried in a second worker; an image that it fails on runs on
 * WebAssembly after all.
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
	const { provider: wanted = "auto", memory = storedProviderMemory(), idleMs = 2_000 } = options;
	const { openWorker = openModelWorker } = options;
	const send: typeof fetch = options.fetch ?? ((...request) => fetch(...request));
	const memoryKey = `${navigator.userAgent}|${runtimeVersion}|${manifest.sha256}`;
	let file: Promise<ArrayBuffer> | null = null;
	let runsMs: number[] = [];
	let lastRun: Promise<unknown> = Promise.resolve();
	let pending = 0;
	let losses = 0;
	let webgpuStatus: WebgpuStatus = "untried";
	let idleTimer: ReturnType<typeof setTimeout> | undefined;
	let closed = false;

	const wasm = slotOf("wasm", () => undefined);
	const webgpu = slotOf("webgpu", loseGpu);
	let active = wasm;

	function slotOf(provider: Provider, onDeath: (error: DeviceError) => void): WorkerSlot {
		return createSlot(async () => {
			file ??= obtainModel(modelUrl, manifest, {
				fetch: send,
				store,
				onProgress: (bytes) => onProgress?.(bytes, manifest.bytes),
			});
			const model = await file.catch((error: unknown) => {
				file = null;
				throw error;
			});
			if (closed) throw closedError();
			return { worker: openWorker(provider, onDeath), load: (worker) => worker.load(manifest, model) };
		});
	}

	async function runOn(slot: WorkerSlot, image: Blob, calledMs: number): Promise<DeviceAnswer> {
		const worker = await slot.take();
		const startMs = performance.now();
		const provider = slot === webgpu ? "webgpu" : "wasm";
		try {
			const { labels, decodeMs, inferenceMs } = await worker.run(image, runLimitMs);
			const endMs = performance.now();
			if (slot === active) runsMs = [...runsMs, endMs - startMs].slice(-profiledRuns);
			const timing = { queueMs: startMs - calledMs, decodeMs, inferenceMs, totalMs: endMs - calledMs };
			return { labels, provider, timing };
		} catch (error) {
			if (!isAboutImage(error)) slot.drop(error);
			throw error;
		}
	}

	async function run(image: Blob, calledMs: number): Promise<DeviceAnswer> {
		const slot = active;
		try {
			return await runOn(slot, image, calledMs);
		} catch (error) {
			if (slot === wasm || isAboutImage(error) || closed) throw error;
			loseGpu();
			return runOn(wasm, image, calledMs);
		}
	}

	function use(slot: WorkerSlot): void {
		if (active === slot) return;
		active = slot;
		runsMs = [];
	}

	/** WebGPU stopped working: WebAssembly goes on, and once more it is tried. */
	function loseGpu(): void {
		if (active !== webgpu) return;
		use(wasm);
		webgpuStatus = "lost";
		losses += 1;
		webgpu.drop(new DeviceError("worker", "The graphics processor is gone."));
		if (losses < maxLosses) tryWhenIdle();
	}

	/** Tries WebGPU once the device has had nothing to do for a while. */
	function tryWhenIdle(): void {
		clearTimeout(idleTimer);
		if (closed || pending > 0 || active === webgpu) return;
		if (wanted === "wasm" || (wanted === "auto" && memory.recall(memoryKey) === "wasm")) return;
		if (webgpuStatus !== "untried" && webgpuStatus !== "lost") return;
		if (losses >= maxLosses) return;
		idleTimer = setTimeout(() => void tryWebgpu(), idleMs);
	}

	async function tryWebgpu(): Promise<void> {
		try {
			if (!("gpu" in navigator)) throw new DeviceError("runtime", "This browser has no WebGPU.");
			const tried = await (await webgpu.take()).trial(runLimitMs);
			const golden = await inTurn(async () => (await wasm.take()).trial(runLimitMs));
			const verdict = judgeTrial(golden, tried, { wanted: wanted === "webgpu" });
			webgpuStatus = verdict.reason;
			memory.remember(memoryKey, verdict.provider);
			if (verdict.provider === "webgpu") use(webgpu);
			else webgpu.drop(new DeviceError("worker", "WebGPU is not used."));
		} catch (error) {
			webgpuStatus = { unavailable: error instanceof Error ? error.message : String(error) };
			webgpu.drop(error);
		}
	}

	/** One thing after the other. */
	function inTurn<T>(work: () => Promise<T>): Promise<T> {
		const turn = lastRun.then(work);
		lastRun = turn.catch(() => undefined);
		return turn;
	}

	const ready = wasm.take().then(() => tryWhenIdle());
	ready.catch(() => undefined);

	return {
		name: manifest.name,
		version: manifest.version,
		accuracy: manifest.accuracy.top1,
		get state() {
			return closed ? "failed" : active.state;
		},
		get provider() {
			return active === webgpu ? "webgpu" : "wasm";
		},
		get webgpu() {
			return webgpuStatus;
		},
		ready,
		get profile() {
			return profileOf(runsMs);
		},
		infer(image, { signal } = {}) {
			const calledMs = performance.now();
			pending += 1;
			clearTimeout(idleTimer);
			const turn = inTurn(() => {
				signal?.throwIfAborted();
				if (closed) throw closedError();
				return run(image, calledMs);
			}).finally(() => {
				pending -= 1;
				tryWhenIdle();
			});
			return signal ? untilAborted(turn, signal) : turn;
		},
		close() {
			closed = true;
			clearTimeout(idleTimer);
			wasm.drop(closedError());
			webgpu.drop(closedError());
		},
	};
}

function isAboutImage(error: unknown): boolean {
	return error instanceof DeviceError && error.kind === "image";
}

function closedError(): DeviceError {
	return new DeviceError("closed", "The device was closed.");
}
