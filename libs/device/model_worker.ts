import type { Manifest } from "@mdinference/contract";
import { DeviceError } from "./device_error.ts";
import type { RunResult, WorkerReply, WorkerRequest } from "./messages.ts";

/** A worker that holds one model. It takes one request at a time. */
export interface ModelWorker {
	/** It has died, or was closed: make another. */
	readonly dead: boolean;
	/** Loads a model, whose file was verified, and runs it once. */
	load(manifest: Manifest, model: ArrayBuffer): Promise<void>;
	/** Runs the model on an image; a worker that takes longer than the limit counts as dead. */
	run(image: Blob, limitMs: number): Promise<RunResult>;
	/** Ends the worker; what it was doing is rejected with the error. */
	close(error: DeviceError): void;
}

/** Starts a worker without a model. */
export function openModelWorker(): ModelWorker {
	const worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
	let dead = false;
	let waiting: PromiseWithResolvers<WorkerReply> | null = null;

	const close = (error: DeviceError): void => {
		dead = true;
		worker.terminate();
		waiting?.reject(error);
	};
	worker.onmessage = (event: MessageEvent<WorkerReply>) => waiting?.resolve(event.data);
	worker.onerror = (event) => {
		event.preventDefault();
		close(new DeviceError("worker", "The model's worker stopped.", { cause: event.message }));
	};

	async function ask(request: WorkerRequest): Promise<WorkerReply> {
		waiting = withResolvers<WorkerReply>();
		if (dead) waiting.reject(new DeviceError("worker", "The model's worker has stopped."));
		else worker.postMessage(request);
		const reply = await waiting.promise;
		if (reply.type === "failed") throw new DeviceError(reply.kind, reply.message);
		return reply;
	}

	return {
		get dead() {
			return dead;
		},
		async load(manifest, model) {
			await ask({ type: "load", manifest, model });
		},
		async run(image, limitMs) {
			const timer = setTimeout(() => {
				close(new DeviceError("worker", `The model's worker did not answer within ${limitMs} ms.`));
			}, limitMs);
			try {
				const reply = await ask({ type: "run", image });
				if (reply.type === "result") return reply.result;
				throw new DeviceError("runtime", "The model's worker answered something else.");
			} finally {
				clearTimeout(timer);
			}
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
