import type { Manifest } from "@mdinference/contract";
import { DeviceError } from "./device_error.ts";
import type { Provider, RunResult, TrialResult, WorkerReply, WorkerRequest } from "./messages.ts";

/** A worker that holds one model. It takes one request at a time. */
export interface ModelWorker {
	/** It has died, or was closed: make another. */
	readonly dead: boolean;
	/** Loads a model, whose file was verified, and runs it once. */
	load(manifest: Manifest, model: ArrayBuffer): Promise<void>;
	/** Runs the model on an image; a worker that takes longer than the limit counts as dead. */
	run(image: Blob, limitMs: number): Promise<RunResult>;
	/** Runs the model on a fixed input some times. */
	trial(limitMs: number): Promise<TrialResult>;
	/** Ends the worker; what it was doing is rejected with the error. */
	close(error: DeviceError): void;
}

/**
 * Starts a worker without a model.
 *
 * @param provider what will compute the model
 * @param onDeath called when the worker dies by itself: an error in it, or a graphics processor that is gone
 */
export function openModelWorker(provider: Provider, onDeath: (error: DeviceError) => void): ModelWorker {
	const worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
	let dead = false;
	let waiting: PromiseWithResolvers<WorkerReply> | null = null;

	const close = (error: DeviceError): void => {
		dead = true;
		worker.terminate();
		waiting?.reject(error);
	};
	const die = (error: DeviceError): void => {
		if (dead) return;
		close(error);
		onDeath(error);
	};
	worker.onmessage = ({ data }: MessageEvent<WorkerReply>) => {
		if (data.type !== "lost") return waiting?.resolve(data);
		die(new DeviceError("worker", "The graphics processor is gone.", { cause: data.message }));
	};
	worker.onerror = (event) => {
		event.preventDefault();
		die(new DeviceError("worker", "The model's worker stopped.", { cause: event.message }));
	};

	async function ask(request: WorkerRequest): Promise<WorkerReply> {
		waiting = withResolvers<WorkerReply>();
		if (dead) waiting.reject(new DeviceError("worker", "The model's worker has stopped."));
		else worker.postMessage(request);
		const reply = await waiting.promise;
		if (reply.type === "failed") throw new DeviceError(reply.kind, reply.message);
		return reply;
	}

	/** Asks for something that takes at most `limitMs`. */
	async function askWithin(request: WorkerRequest, limitMs: number): Promise<WorkerReply> {
		const timer = setTimeout(() => {
			close(new DeviceError("worker", `The model's worker did not answer within ${limitMs} ms.`));
		}, limitMs);
		try {
			return await ask(request);
		} finally {
			clearTimeout(timer);
		}
	}

	return {
		get dead() {
			return dead;
		},
		async load(manifest, model) {
			await ask({ type: "load", manifest, model, provider });
		},
		async run(image, limitMs) {
			const reply = await askWithin({ type: "run", image }, limitMs);
			if (reply.type === "result") return reply.result;
			throw new DeviceError("runtime", "The model's worker answered something else.");
		},
		async trial(limitMs) {
			const reply = await askWithin({ type: "trial" }, limitMs);
			if (reply.type === "tried") return reply.trial;
			throw new DeviceError("runtime", "The model's worker answered something else.");
		},
		close,
	};
}

interface PromiseWithResolvers<T> {
	promise: Promise<T>;
	resolve: (value: T) => void;
	reject: (reason: unknown) => void;
}

function withResolvers<T>(): PromiseWithResolvers<T> {
	let resolve: (value: T) => void = () => {};
	let reject: (reason: unknown) => void = () => {};
	const promise = new Promise<T>((fulfil, refuse) => {
		resolve = fulfil;
		reject = refuse;
	});
	return { promise, resolve, reject };
}
