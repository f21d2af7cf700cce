import type { Manifest } from "@mdinference/contract";
import type { Background } from "./background.ts";
import type { DeviceMemory } from "./device_memory.ts";
import type { Provider } from "./messages.ts";
import type { ModelStore } from "./model_store.ts";
import type { openModelWorker } from "./model_worker.ts";

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
	/** Keeps the files of this task's models between visits. Default: the browser's Cache API. */
	store?: ModelStore;
	/** Hears how much of the file has come, in bytes. */
	onProgress?: (receivedBytes: number, totalBytes: number) => void;
	/** Hears that something of the device has changed: its state, what computes it, its profile. */
	onChange?: () => void;
	/**
	 * What computes the model. `auto` begins with WebAssembly and goes over to WebGPU where that gives the same answer
	 * faster; `webgpu` goes over wherever it gives the same answer. Default: `auto`.
	 */
	provider?: "auto" | Provider;
	/** Threads of WebAssembly. Default: one, and more for a large model in a page that is cross-origin isolated. */
	threads?: number;
	/** Remembers what was measured. Default: in the browser's local storage. */
	memory?: DeviceMemory;
	/**
	 * So long must the device have had nothing to do before it is measured and WebGPU tried, in milliseconds; infinite:
	 * never. Default: 2,000.
	 */
	idleMs?: number;
	/** What says when there is nothing to do, instead of `idleMs`: shared by devices that work side by side. */
	background?: Background;
	/** Whether the model is loaded only when there is nothing to do, and no data to be saved. Default: false. */
	deferred?: boolean;
	/** Starts a worker. Default: a web worker of this package. */
	openWorker?: typeof openModelWorker;
}
