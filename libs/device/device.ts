import type { LabelProbability } from "@mdinference/contract";
import type { Candidate } from "./choose_model.ts";
import type { Provider } from "./messages.ts";
import type { TrialVerdict } from "./trial.ts";

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

/** How it stands with WebGPU, by a trial of this visit or an earlier one; `unavailable` with the reason in words. */
export type WebgpuStatus = "untried" | TrialVerdict["reason"] | "lost" | { unavailable: string };

/** A model on this device. */
export interface Device extends Candidate {
	/** Name of the model. */
	readonly name: string;
	/** Version of its weights. */
	readonly version: string;
	/** A(m), its measured accuracy, in [0, 1]. */
	readonly accuracy: number;
	/** Size of its file, in bytes. */
	readonly bytes: number;
	/** How much of the file is here, in bytes. */
	readonly receivedBytes: number;
	/**
	 * Whether an image given now would run at once. `waiting`: it loads when the device has nothing to do; `failed` is
	 * tried again with the next image.
	 */
	readonly state: Candidate["state"];
	/** What computes the next image. */
	readonly provider: Provider;
	/** Threads that compute it on WebAssembly. */
	readonly threads: number;
	/** How it stands with WebGPU. */
	readonly webgpu: WebgpuStatus;
	/** Resolves when the model is loaded and warm; rejects with a {@link DeviceError} where that fails. */
	readonly ready: Promise<void>;
	/** How long the last runs took on what computes the next one, earlier visits included; null before the first. */
	readonly profile: Candidate["profile"];
	/** Runs that an image given now would wait for. */
	readonly runsAhead: number;
	/** Loads the model now, where it waits for a quiet moment or has failed. */
	load(): Promise<void>;
	/** Runs the model on an image, one after the other. Rejects with a {@link DeviceError}, or the signal's reason. */
	infer(image: Blob, options?: { signal?: AbortSignal }): Promise<DeviceAnswer>;
	/** Ends the workers and gives their memory back. */
	close(): void;
}
