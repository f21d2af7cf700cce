import type { Manifest } from "@mdinference/contract";
import { createBackground } from "./background.ts";
import { chooseModel, type FittingRequest } from "./choose_model.ts";
import { createDevice } from "./create_device.ts";
import type { Device } from "./device.ts";
import type { DeviceOptions } from "./device_options.ts";
import { familyName } from "./family_name.ts";
import { cacheModelStore } from "./model_store.ts";
import { untilRetry } from "./until_retry.ts";

/** A model that may run on this device. */
export interface DeviceModel {
	/** What it is. */
	manifest: Manifest;
	/** Where its ONNX file is. */
	modelUrl: string | URL;
}

/** Which models, and how to treat them. */
export interface DeviceFamilyOptions
	extends Omit<DeviceOptions, "manifest" | "modelUrl" | "onProgress" | "background" | "deferred"> {
	/** All models of one task that may run on this device, at least one. */
	models: readonly DeviceModel[];
}

/** The models of a task on this device. */
export interface DeviceFamily {
	/** The models, the smallest file first. */
	readonly devices: readonly Device[];
	/** The one that the last request was given; the smallest before the first. */
	readonly chosen: Device;
	/** Resolves when one of them can answer; rejects with what kept the smallest from it where none can. */
	readonly ready: Promise<void>;
	/**
	 * The one for a request: of those that are ready the most accurate whose measured 99th percentile fits the SLA. It
	 * stays what it is for the whole request, whatever is chosen for the next.
	 */
	fitting(request: FittingRequest): Device;
	/** Tries again to have one that can answer, where none can. */
	load(): Promise<void>;
	/** Ends all workers. */
	close(): void;
}

/**
 * Puts all models of a task on this device, and gives each request the most accurate that fits it, as measured on this
 * very device. The smallest is loaded at once. The others come when there is nothing to do and no data to be saved, and
 * none of that is in the way of a request: a model's download pauses, and a measurement ends with the run that has begun.
 * Real runs are measured too, so a device that becomes slower steps down, and up again once it was measured fast. A model
 * that could not be had is tried again later.
 *
 * Files of models that are none of these any more, earlier versions say, are removed from the store. So a store belongs to
 * one family; the default is one for each task, and where the models come from another server than the page, for that.
 *
 * @param options the models
 * @throws {RangeError} where there is no model
 *
 * @example
 * ```ts
 * import { createDeviceFamily } from "@mdinference/device";
 *
 * const task = await (await fetch("/v1/tasks/characters")).json();
 * const models = task.models
 * 	.filter(({ url }) => url !== null)
 * 	.map(({ manifest, url }) => ({ manifest, modelUrl: url }));
 * const family = createDeviceFamily({ models });
 * await family.ready;
 * const { labels } = await family.fitting({ slaMs: 250 }).infer(picture);
 * ```
 */
export function createDeviceFamily(options: DeviceFamilyOptions): DeviceFamily {
	const { models, idleMs = 2_000, ...shared } = options;
	const [first] = models;
	if (first === undefined) throw new RangeError("A family of models needs at least one.");
	const { store = cacheModelStore(familyName(first.manifest.task, first.modelUrl)) } = options;
	const background = createBackground(idleMs);
	const devices = models
		.toSorted((a, b) => a.manifest.bytes - b.manifest.bytes)
		.map((model, i) => createDevice({ ...shared, ...model, store, background, deferred: i > 0 }));
	const smallest = devices[0]!;
	let chosen = smallest;
	let isRetrying = false;
	let closed = false;
	void store.keepOnly(models.map(({ manifest }) => manifest.sha256));

	/** The next larger one only where the smaller cannot be had. */
	async function load(): Promise<void> {
		const errors: unknown[] = [];
		for (const device of devices) {
			try {
				return await device.load();
			} catch (error) {
				errors.push(error);
				if (device === smallest) void retrySmallest();
			}
		}
		throw errors[0];
	}

	/** The others are loaded in the background anyway, where each tries again by itself. */
	async function retrySmallest(): Promise<void> {
		if (isRetrying) return;
		isRetrying = true;
		for (let failures = 1; smallest.state === "failed" && !closed; failures++) {
			await untilRetry(failures);
			await background.run(smallest.load).catch(() => undefined);
		}
		isRetrying = false;
	}

	const ready = load();
	ready.catch(() => undefined);

	return {
		devices,
		ready,
		get chosen() {
			return chosen;
		},
		fitting(request) {
			const before = chosen;
			chosen = chooseModel(devices, request);
			if (chosen !== before) options.onChange?.();
			return chosen;
		},
		load,
		close() {
			closed = true;
			for (const device of devices) device.close();
			background.close();
		},
	};
}
