import type { Manifest } from "@mdinference/contract";
import { DeviceError } from "./device_error.ts";
import type { LoadOptions, Provider, RunResult, TrialRun, WorkerReply, WorkerRequest } from "./messages.ts";

/** A timer that is later than this was not held up by a busy page. */
const frozenMs = 1_000;

/** A worker that holds one model. It takes one request at a time, and refuses another one meanwhile. */
export interface ModelWorker {
	/** It has died, or was closed: make another. */
	readonly dead: boolean;
	/** Loads a model, whose file was verified, and runs it once. */
	load(manifest: Manifest, model: ArrayBuffer, options: LoadOptions): Promise<void>;
	/**
	 * Runs the model on an image, or where that is null on a picture of the worker's own; a worker that takes longer than
	 * the limit counts as dead.
	 */
	run(image: Blob | null, limitMs: number): Promise<RunResult>;
	/** Runs the model on a fixed input. */
	trial(limitMs: number): Promise<TrialRun>;
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
		if (dead) throw new DeviceError("worker", "The model's worker has stopped.");
		// Answers bear no name: in the place of the one that waits, this would get its answer, and that one none.
		if (waiting !== null) throw new DeviceError("worker", "The model's worker is busy.");
		waiting = withResolvers<WorkerReply>();
		try {
			worker.postMessage(request);
			const reply = await waiting.promise;
			if (reply.type === "failed") throw new DeviceError(reply.kind, reply.message);
			return reply;
		} finally {
			waiting = null;
		}
	}

	/** Asks for something that takes at most `limitMs`. */
	async function askWithin(request: WorkerRequest, limitMs: number): Promise<WorkerReply> {
		let timer: ReturnType<typeof setTimeout>;
		const giveUpAfterLimit = (): void => {
			const startMs = performance.now();
			timer = setTimeout(() => {
				// The page was frozen, and its worker with it: it has had no time to answer.
				if (performance.now() - startMs > limitMs + frozenMs) return giveUpAfterLimit();
				close(new DeviceError("worker", `The model's worker did not answer within ${limitMs} ms.`));
			}, limitMs);
		};
		giveUpAfterLimit();
		try {
			return await ask(request);
		} finally {
			clearTimeout(timer!);
		}
	}

	return {
		get dead() {
			return dead;
		},
		async load(manifest, model, options) {
			await ask({ type: "load", manifest, model, provider, options });
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
