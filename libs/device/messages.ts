import type { LabelProbability, Manifest } from "@mdinference/contract";
import type { DeviceErrorKind } from "./device_error.ts";

/** What computes a model in a browser: the processor by WebAssembly, or the graphics processor by WebGPU. */
export type Provider = "wasm" | "webgpu";

/** What the page asks of the worker, one at a time. */
export type WorkerRequest =
	| { type: "load"; manifest: Manifest; model: ArrayBuffer; provider: Provider; options: LoadOptions }
	| { type: "run"; image: Blob | null }
	| { type: "trial" };

/** How a worker computes its model. */
export interface LoadOptions {
	/** Threads of WebAssembly. */
	threads: number;
	/** Whether a graphics processor will do that is emulated by the processor. */
	softwareGpu: boolean;
}

/** What the worker answers; `lost`, unasked, when the graphics processor is gone. */
export type WorkerReply =
	| { type: "loaded" }
	| { type: "result"; result: RunResult }
	| { type: "tried"; trial: TrialRun }
	| { type: "failed"; kind: DeviceErrorKind; message: string }
	| { type: "lost"; message: string };

/** One run of the model. */
export interface RunResult {
	/** The most probable labels, best first. */
	labels: LabelProbability[];
	/** Decoding and resizing the image, in milliseconds. */
	decodeMs: number;
	/** The model's service time, in milliseconds. */
	inferenceMs: number;
}

/** A run of the model on a fixed input. */
export interface TrialRun {
	/** What the model gave, one number a label, before the softmax. */
	outputs: number[];
	/** The model's service time, in milliseconds. */
	inferenceMs: number;
}
