import { createBackground } from "./background.ts";
import { untilDataIsFree } from "./data_saver.ts";
import type { Device, DeviceAnswer, WebgpuStatus } from "./device.ts";
import { DeviceError, type DeviceErrorKind } from "./device_error.ts";
import { storedDeviceMemory } from "./device_memory.ts";
import type { DeviceOptions } from "./device_options.ts";
import { familyName } from "./family_name.ts";
import { keepMeasured } from "./keep_measured.ts";
import type { Provider } from "./messages.ts";
import { createModelFile } from "./model_file.ts";
import { cacheModelStore } from "./model_store.ts";
import { openModelWorker } from "./model_worker.ts";
import { createRunWindow } from "./run_window.ts";
import { runtimeVersion } from "./runtime_version.ts";
import { threadsFor } from "./threads_for.ts";
import type { TrialVerdict } from "./trial.ts";
import { tryWebgpu } from "./try_webgpu.ts";
import { untilAborted } from "./until_aborted.ts";
import { untilRetry } from "./until_retry.ts";
import { createSlot, type WorkerSlot } from "./worker_slot.ts";

/** A worker that dies this often without an image between is started again only for one. */
const maxDeaths = 3;

/** A graphics processor that is lost this often in one visit is not tried again. */
const maxLosses = 2;

/**
 * Loads a model into a worker of its own and runs images through it. The file is used only if its SHA-256 is the
 * manifest's, and kept for the next visit. A worker that dies is replaced, and what it was running is run again, once; one
 * that is silent for too long fails it.
 *
 * While there is nothing to do the model is measured on a picture of its own, and the measurements are kept for the next
 * visit. Then WebGPU is tried in a second worker, unless the user saves data (its runtime takes some 5 MB) or it is only
 * emulated by the processor; an image that it fails on runs on WebAssembly after all. A request comes before all of
 * that, and waits at most for the one run that has begun; only that runtime's download is not interrupted.
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
	const { manifest, modelUrl, runLimitMs = 10_000, deferred = false } = options;
	const { store = cacheModelStore(familyName(manifest.task, modelUrl)) } = options;
	const { provider: wanted = "auto", memory = storedDeviceMemory(), onProgress, onChange } = options;
	const { openWorker = openModelWorker, background = createBackground(options.idleMs ?? 2_000) } = options;
	const { threads = threadsFor(manifest, thisMachine()) } = options;
	const runs = createRunWindow(
		memory,
		[navigator.userAgent, runtimeVersion, threads, manifest.sha256].join("|"),
	);
	const file = createModelFile(modelUrl, manifest, {
		fetch: options.fetch ?? ((...request) => fetch(...request)),
		store,
		onProgress(bytes) {
			onProgress?.(bytes, manifest.bytes);
			onChange?.();
		},
	});
	let lastRun: Promise<unknown> = Promise.resolve();
	let runsAhead = 0;
	let deaths = 0;
	let losses = 0;
	let webgpuStatus: WebgpuStatus = wanted === "auto" && isRefusal(runs.webgpu) ? runs.webgpu : "untried";
	/** How it stands before a worker is started. */
	let prospect: Device["state"] | null = deferred ? "waiting" : null;
	/** It was loaded once; from then on the slots start anew what dies. */
	let isMeasuring = false;
	/** From the wish to try WebGPU to its verdict; in between may lie all the time that data is saved. */
	let isTryingWebgpu = false;
	let closed = false;

	const wasm = slotOf("wasm", replaceWorker);
	const webgpu = slotOf("webgpu", loseGpu);
	let active = wasm;

	function slotOf(provider: Provider, onDeath: (error: DeviceError) => void): WorkerSlot {
		return createSlot(async () => {
			const model = await file.get();
			if (closed) throw closedError();
			const how = { threads, softwareGpu: wanted === "webgpu" };
			return { worker: openWorker(provider, onDeath), load: (worker) => worker.load(manifest, model, how) };
		});
	}

	function providerOf(slot: WorkerSlot): Provider {
		return slot === webgpu ? "webgpu" : "wasm";
	}

	async function load(): Promise<void> {
		if (closed) throw closedError();
		prospect = null;
		try {
			await wasm.take();
		} finally {
			onChange?.();
		}
		if (isMeasuring) return;
		isMeasuring = true;
		void keepMeasured({
			background,
			rehearse,
			samples: () => runs.profile(providerOf(active))?.samples ?? 0,
			freshRuns: () => runs.fresh(providerOf(active)),
			onMeasured() {
				onChange?.();
				if (webgpuStatus === "untried") void goOverToWebgpu();
			},
			isClosed: () => closed,
		});
	}

	/** Loads when there is time; what fails is tried again later. */
	async function loadInBackground(): Promise<void> {
		for (let failures = 1; ; failures++) {
			try {
				if (!(await file.isHere())) await untilDataIsFree();
				await background.run(async (signal) => {
					prospect &&= "loading";
					await file.get(signal);
				});
				return await background.run(load);
			} catch (error) {
				if (closed) throw error;
				prospect = "failed";
				onChange?.();
				await untilRetry(failures);
			}
		}
	}

	/** A run for the profile's sake. */
	async function rehearse(signal: AbortSignal): Promise<void> {
		await inTurn(async () => {
			signal.throwIfAborted();
			await run(null, performance.now(), signal);
		});
		signal.throwIfAborted();
	}

	async function runOn(
		slot: WorkerSlot,
		image: Blob | null,
		calledMs: number,
		signal?: AbortSignal,
	): Promise<DeviceAnswer> {
		const worker = await slot.take();
		const startMs = performance.now();
		const provider = providerOf(slot);
		const wasPageSeen = background.watchPage();
		try {
			const { labels, decodeMs, inferenceMs } = await worker.run(image, runLimitMs);
			if (image !== null) deaths = 0;
			const endMs = performance.now();
			// A page that was hidden or frozen may have been slowed down; a request slows down what is measured beside it.
			if (wasPageSeen() && !signal?.aborted) runs.add(provider, endMs - startMs);
			const timing = { queueMs: startMs - calledMs, decodeMs, inferenceMs, totalMs: endMs - calledMs };
			return { labels, provider, timing };
		} catch (error) {
			if (!isOf("image", error)) slot.drop(error);
			throw error;
		}
	}

	/** Runs an image, and once more on WebAssembly where its worker died of something else than of its own slowness. */
	async function run(image: Blob | null, calledMs: number, signal?: AbortSignal): Promise<DeviceAnswer> {
		const slot = active;
		const startMs = performance.now();
		try {
			return await runOn(slot, image, calledMs, signal);
		} catch (error) {
			if (closed || isOf("image", error)) throw error;
			const isCrash = isOf("worker", error) && performance.now() - startMs < runLimitMs;
			if (slot === webgpu) loseGpu();
			else if (!isCrash || image === null) throw error;
			return runOn(wasm, image, calledMs, signal);
		}
	}

	/** The worker died: the next image should find another one. */
	function replaceWorker(): void {
		deaths += 1;
		onChange?.();
		if (deaths <= maxDeaths) void background.run(load).catch(() => undefined);
	}

	/** WebGPU stopped working: WebAssembly goes on, and once more it is tried. */
	function loseGpu(): void {
		if (active !== webgpu) return;
		active = wasm;
		webgpuStatus = "lost";
		losses += 1;
		webgpu.drop(new DeviceError("worker", "The graphics processor is gone."));
		onChange?.();
		if (losses < maxLosses) void goOverToWebgpu();
	}

	/** Tries WebGPU when there is time, and goes over to it where it is better; once, however often it is called meanwhile. */
	async function goOverToWebgpu(): Promise<void> {
		if (wanted === "wasm" || isTryingWebgpu) return;
		isTryingWebgpu = true;
		try {
			if (!("gpu" in navigator)) throw new DeviceError("runtime", "This browser has no WebGPU.");
			await untilDataIsFree();
			const verdict = await background.run(async (signal) =>
				tryWebgpu({
					webgpu: await webgpu.take(),
					onWasm: (work) => inTurn(async () => work(await wasm.take())),
					wanted: wanted === "webgpu",
					runLimitMs,
					signal,
				}),
			);
			webgpuStatus = verdict.reason;
			runs.webgpu = verdict.reason;
			if (verdict.provider === "webgpu") active = webgpu;
			else webgpu.drop(new DeviceError("worker", "WebGPU is not used."));
		} catch (error) {
			webgpuStatus = { unavailable: error instanceof Error ? error.message : String(error) };
			webgpu.drop(error);
		} finally {
			isTryingWebgpu = false;
		}
		onChange?.();
	}

	/** One thing after the other. */
	function inTurn<T>(work: () => Promise<T>): Promise<T> {
		runsAhead += 1;
		const turn = lastRun.then(work).finally(() => {
			runsAhead -= 1;
		});
		lastRun = turn.catch(() => undefined);
		return turn;
	}

	function start(): Promise<void> {
		if (deferred) return loadInBackground();
		const isOver = background.busy();
		return load().finally(isOver);
	}

	const ready = start();
	ready.catch(() => undefined);

	return {
		name: manifest.name,
		version: manifest.version,
		accuracy: manifest.accuracy.top1,
		bytes: manifest.bytes,
		threads,
		ready,
		get receivedBytes() {
			return file.receivedBytes;
		},
		get state() {
			return closed ? "failed" : (prospect ?? active.state);
		},
		get provider() {
			return providerOf(active);
		},
		get webgpu() {
			return webgpuStatus;
		},
		get profile() {
			return runs.profile(providerOf(active));
		},
		get runsAhead() {
			return runsAhead;
		},
		load,
		infer(image, { signal } = {}) {
			const calledMs = performance.now();
			const isOver = background.busy();
			const turn = inTurn(async () => {
				signal?.throwIfAborted();
				if (!isMeasuring) await load();
				return run(image, calledMs);
			}).finally(isOver);
			return signal ? untilAborted(turn, signal) : turn;
		},
		close() {
			closed = true;
			runs.save();
			if (options.background === undefined) background.close();
			wasm.drop(closedError());
			webgpu.drop(closedError());
		},
	};
}

/** What the page may use of the processor. */
function thisMachine(): { isIsolated: boolean; cores: number } {
	return { isIsolated: globalThis.crossOriginIsolated === true, cores: navigator.hardwareConcurrency ?? 1 };
}

/** Whether an earlier visit has found that WebGPU is not worth while here. */
function isRefusal(reason: TrialVerdict["reason"] | null): reason is TrialVerdict["reason"] {
	return reason !== null && reason !== "faster" && reason !== "wanted";
}

function isOf(kind: DeviceErrorKind, error: unknown): boolean {
	return error instanceof DeviceError && error.kind === kind;
}

function closedError(): DeviceError {
	return new DeviceError("closed", "The device was closed.");
}
