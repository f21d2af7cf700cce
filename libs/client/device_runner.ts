import type { LabelProbability } from "@mdinference/contract";

/** What a device says after it ran its model on an image. */
export interface DeviceReply {
	/** The most probable labels, best first. */
	labels: LabelProbability[];
	/** What computed it, e.g. `wasm`. */
	provider: string;
	/** Whether it was the first run after loading. Default: false. */
	cold?: boolean;
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

/** How long a device's last runs took: decoding and inference, without waiting. */
export interface DeviceProfile {
	/** Number of runs that it knows. */
	samples: number;
	/** Median, in milliseconds. */
	p50Ms: number;
	/** 99th percentile, in milliseconds. */
	p99Ms: number;
}

/**
 * A model on this device, as far as the client needs to know it. `@mdinference/device` makes one for browsers, and
 * {@link createRunner} of any function; anything with these members will do.
 */
export interface DeviceRunner {
	/** Name of the model. */
	readonly name: string;
	/** Version of its weights. */
	readonly version: string;
	/** A(m), in [0, 1]. */
	readonly accuracy: number;
	/** Whether a picture given now would run at once. Only a `ready` copy is announced to the gateway. */
	readonly state: "waiting" | "loading" | "ready" | "failed";
	/** How long its runs take, so that a copy can start late; absent or null: it starts at once. */
	readonly profile?: DeviceProfile | null;
	/** Runs the model, after it has loaded. Rejects with a named error, or with the signal's reason. */
	infer(image: Blob, options?: { signal?: AbortSignal }): Promise<DeviceReply>;
}

/** What a request asks of a device that has several models. */
export interface RunnerRequest {
	/** The deadline, in milliseconds since the request. */
	slaMs: number;
	/** Copies of earlier requests that the device still has to run. */
	copiesAhead: number;
}

/** A device with several models, of which each request is given one; `createDeviceFamily` makes one for browsers. */
export interface RunnerFamily {
	/** The model for a request, at best the most accurate one that answers by its deadline. */
	fitting(request: RunnerRequest): DeviceRunner;
}
