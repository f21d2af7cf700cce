import type { LabelProbability, Manifest } from "@mdinference/contract";
import type { DeviceErrorKind } from "./device_error.ts";

/** What the page asks of the worker, one at a time. */
export type WorkerRequest =
	| { type: "load"; manifest: Manifest; model: ArrayBuffer }
	| { type: "run"; image: Blob };

/** What the worker answers. */
export type WorkerReply =
	| { type: "loaded" }
	| { type: "result"; result: RunResult }
	| { type: "failed"; kind: DeviceErrorKind; message: string };

/** One run of the model. */
export interface RunResult {
	/** The most probable labels, best first. */
	labels: LabelProbability[];
	/** Decoding and resizing the image, in milliseconds. */
	decodeMs: number;
	/** The model's service time, in milliseconds. */
	inferenceMs: number;
}
