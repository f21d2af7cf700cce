import type { Manifest } from "@mdinference/contract";
import { vi } from "vitest";
import { createDevice } from "../create_device.ts";
import type { Device } from "../device.ts";
import { DeviceError } from "../device_error.ts";
import type { DeviceMemory, DeviceRecord } from "../device_memory.ts";
import type { DeviceOptions } from "../device_options.ts";
import type { Provider } from "../messages.ts";
import type { ModelStore } from "../model_store.ts";
import type { ModelWorker } from "../model_worker.ts";
import { sha256 } from "../sha256.ts";

/** The file of every model here. */
export const file: Uint8Array<ArrayBuffer> = new Uint8Array([1, 2, 3]);

/** A model's manifest, as far as a device reads it. */
export const manifest: Manifest = {
	name: "nano",
	version: "1.0.0",
	bytes: file.length,
	sha256: await sha256(file.buffer),
	accuracy: { top1: 0.7, images: 10, dataset: "" },
} as Manifest;

/** A store that has every file. */
export const store: ModelStore = {
	read: async () => file.buffer,
	write: async () => undefined,
	remove: async () => undefined,
	keepOnly: async () => undefined,
};

/** So long a device of these tests waits before it does something for itself, in milliseconds. */
export const idleMs = 2_000;

/** A picture. */
export const picture: Blob = new Blob(["picture"]);

/** How the workers behave, and what happened. */
export interface Scene {
	/** What a fixed input gives. */
	outputs: Record<Provider, number[]>;
	/** Service time, in milliseconds. */
	runMs: Record<Provider, number>;
	/** What keeps WebGPU from loading. */
	loadError?: DeviceError;
	/** Errors of the next images, on WebGPU and on WebAssembly. */
	runErrors: DeviceError[];
	wasmErrors: DeviceError[];
	/** Kills the newest WebGPU worker, as a lost graphics processor does. */
	lose: () => void;
	/** Workers that were started. */
	opened: Provider[];
	/** Images that were run; `own` is a worker's own picture. */
	ran: ("own" | "image")[];
	/** Runs on a fixed input, by which WebGPU is tried. */
	tried: Provider[];
	/** What was remembered. */
	records: Map<string, DeviceRecord>;
}

/** Workers of which WebGPU is the faster one. */
export function scene(change: Partial<Scene> = {}): Scene {
	return {
		outputs: { wasm: [1, 5, -2], webgpu: [1, 5, -2] },
		runMs: { wasm: 8, webgpu: 2 },
		runErrors: [],
		wasmErrors: [],
		lose: () => {},
		opened: [],
		ran: [],
		tried: [],
		records: new Map(),
		...change,
	};
}

/** Remembers in a map. */
export function memoryOf({ records }: Scene): DeviceMemory {
	return {
		recall: (key) => records.get(key) ?? null,
		remember: (key, record) => void records.set(key, structuredClone(record)),
	};
}

/** Opens workers that behave as the scene says. */
export function workersOf(scene: Scene): NonNullable<DeviceOptions["openWorker"]> {
	const after = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
	return (provider, onDeath): ModelWorker => {
		scene.opened.push(provider);
		let dead = false;
		return {
			get dead() {
				return dead;
			},
			load: async () => {
				if (provider === "webgpu" && scene.loadError) throw scene.loadError;
				if (provider !== "webgpu") return;
				scene.lose = () => {
					dead = true;
					onDeath(new DeviceError("worker", "gone"));
				};
			},
			run: async (image) => {
				const errors = provider === "webgpu" ? scene.runErrors : scene.wasmErrors;
				const error = image === null ? undefined : errors.shift();
				if (error) throw error;
				await after(scene.runMs[provider]);
				scene.ran.push(image === null ? "own" : "image");
				return { labels: [{ label: provider, probability: 1 }], decodeMs: 1, inferenceMs: 1 };
			},
			trial: async () => {
				await after(scene.runMs[provider]);
				scene.tried.push(provider);
				return { outputs: scene.outputs[provider], inferenceMs: scene.runMs[provider] };
			},
			close: () => {
				dead = true;
			},
		};
	};
}

/** A device in a scene. */
export function open(scene: Scene, options: Partial<DeviceOptions> = {}): Device {
	const parts = { store, memory: memoryOf(scene), openWorker: workersOf(scene), idleMs };
	return createDevice({ manifest, modelUrl: "/m", ...parts, ...options });
}

/** Runs an image to its end. */
export async function ask(
	device: Device,
	options: { signal?: AbortSignal } = {},
): ReturnType<Device["infer"]> {
	const answer = device.infer(picture, options);
	answer.catch(() => undefined);
	await vi.advanceTimersByTimeAsync(10);
	return answer;
}
