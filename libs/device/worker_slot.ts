import { DeviceError } from "./device_error.ts";
import type { ModelWorker } from "./model_worker.ts";

/** A place for one worker with its model, which is started when it is needed, and again when it died. */
export interface WorkerSlot {
	/** Whether an image given now would run at once; `failed` is tried again when it is next taken. */
	readonly state: "loading" | "ready" | "failed";
	/** The worker, loaded and warm. Rejects with what kept it from that. */
	take(): Promise<ModelWorker>;
	/** Ends the worker; what it was doing is rejected, and the next taker starts another. */
	drop(cause: unknown): void;
}

/** A worker that was started, and how to give it its model. */
interface Started {
	worker: ModelWorker;
	load: (worker: ModelWorker) => Promise<void>;
}

/** Makes an empty slot. */
export function createSlot(start: () => Promise<Started>): WorkerSlot {
	let worker: ModelWorker | null = null;
	let loading: Promise<ModelWorker> | null = null;
	let state: WorkerSlot["state"] = "loading";

	async function load(): Promise<ModelWorker> {
		const started = await start();
		worker = started.worker;
		try {
			await started.load(worker);
			return worker;
		} catch (error) {
			worker.close(new DeviceError("worker", "The model could not be loaded.", { cause: error }));
			throw error;
		}
	}

	/** Starts a worker; what becomes of it counts unless another was started meanwhile. */
	function begin(): Promise<ModelWorker> {
		const current = load();
		loading = current;
		state = "loading";
		current.then(
			(made) => {
				if (loading === current) state = "ready";
				else made.close(new DeviceError("worker", "The model's worker was given up."));
			},
			() => {
				if (loading !== current) return;
				state = "failed";
				loading = null;
			},
		);
		return current;
	}

	return {
		get state() {
			return state === "ready" && worker?.dead ? "loading" : state;
		},
		take() {
			return loading === null || (state === "ready" && worker?.dead) ? begin() : loading;
		},
		drop(cause) {
			worker?.close(
				cause instanceof DeviceError && cause.kind === "closed"
					? cause
					: new DeviceError("worker", "The model's worker was given up.", { cause }),
			);
			loading = null;
			state = "loading";
		},
	};
}
