import type { LabelProbability, Manifest } from "@mdinference/contract";
import type { DeviceErrorKind } from "./device_error.ts";

/** What computes a model in a browser: the processor by WebAssembly, or the graphics processor by WebGPU. */
export type Provider = "wasm" | "webgpu";

/** What the page asks of the worker, one at a time. */
export type WorkerRequest =
	| { type: "load"; manifest: Manifest; model: ArrayBuffer; provider: Provider }
	| { type: "run"; image: Blob }
	| { type: "trial" };

/** What the worker answers; `lost`, unasked, when the graphics processor is gone. */
export type WorkerReply =
	| { type: "loaded" }
	| { type: "result"; result: RunResult }
	| { type: "tried"; trial: TrialResult }
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

/** Some runs of the model on a fixed input. */
export interface TrialResult {
	/** What the model gave, one number a label, before the softmax. */
	outputs: number[];
	/** Median service time, in milliseconds. */
	medianMs: number;
}
