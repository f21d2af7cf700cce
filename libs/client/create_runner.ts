import type { LabelProbability } from "@mdinference/contract";
import type { DeviceProfile, DeviceReply, DeviceRunner } from "./device_runner.ts";

/** What one run of a model gives. */
export interface RunnerResult {
	/** The most probable labels, best first. */
	labels: LabelProbability[];
	/** Decoding and resizing the image, in milliseconds. */
	decodeMs: number;
	/** The model's service time, in milliseconds. */
	inferenceMs: number;
}

/** Which model, and what runs it. */
export interface RunnerOptions {
	/** Name of the model. */
	name: string;
	/** Version of its weights. */
	version: string;
	/** A(m), in [0, 1]. */
	accuracy: number;
	/** What computes it, e.g. `node`. */
	provider: string;
	/** Runs it on an image. Is called for one image at a time. */
	run: (image: Blob) => Promise<RunnerResult>;
	/** Monotonic time, in milliseconds since any origin. Default: `performance.now`. */
	nowMs?: () => number;
}

/** Runs that the profile remembers. */
const profiledRuns = 200;

/**
 * Makes a device of any function that runs a model, where there is no browser: images wait for each other, one that was
 * given up is not run, and the last runs are measured. The model is taken to be loaded.
 *
 * @param options the model, and what runs it
 *
 * @example In Node, with onnxruntime-node (its `run` blocks its thread: give it a thread of its own).
 * ```ts
 * import { createRunner } from "@mdinference/client";
 *
 * const session = { run: async (_: Uint8Array) => [0.1, 0.9] }; // ort.InferenceSession in a worker thread
 * const device = createRunner({
 * 	name: "characters-nano",
 * 	version: "1.0.0",
 * 	accuracy: 0.7,
 * 	provider: "node",
 * 	async run(image) {
 * 		const startMs = performance.now();
 * 		const pixels = new Uint8Array(await image.arrayBuffer()); // decode and resize here
 * 		const decodedMs = performance.now();
 * 		const [, seven = 0] = await session.run(pixels);
 * 		const labels = [{ label: "7", probability: seven }];
 * 		return { labels, decodeMs: decodedMs - startMs, inferenceMs: performance.now() - decodedMs };
 * 	},
 * });
 * const { labels } = await device.infer(new Blob(["image"]));
 * if (labels[0]?.label !== "7") throw new Error("it runs the function");
 * ```
 */
export function createRunner(options: RunnerOptions): DeviceRunner {
	const { name, version, accuracy, provider, run, nowMs = () => performance.now() } = options;
	const runsMs: number[] = [];
	let lastRun: Promise<unknown> = Promise.resolve();
	let isCold = true;

	async function measured(image: Blob, calledMs: number): Promise<DeviceReply> {
		const startMs = nowMs();
		const cold = isCold;
		const { labels, decodeMs, inferenceMs } = await run(image);
		const endMs = nowMs();
		isCold = false;
		runsMs.push(endMs - startMs);
		if (runsMs.length > profiledRuns) runsMs.shift();
		const timing = { queueMs: startMs - calledMs, decodeMs, inferenceMs, totalMs: endMs - calledMs };
		return { labels, provider, cold, timing };
	}

	return {
		name,
		version,
		accuracy,
		state: "ready",
		get profile() {
			return profileOf(runsMs);
		},
		infer(image, { signal } = {}) {
			const calledMs = nowMs();
			const turn = lastRun.then(() => {
				signal?.throwIfAborted();
				return measured(image, calledMs);
			});
			lastRun = turn.catch(() => undefined);
			return turn;
		},
	};
}

/** The median and the 99th percentile (nearest rank), or null where nothing has run. */
function profileOf(runsMs: readonly number[]): DeviceProfile | null {
	if (runsMs.length === 0) return null;
	const sorted = runsMs.toSorted((a, b) => a - b);
	const quantile = (q: number): number => sorted[Math.ceil(q * sorted.length) - 1]!;
	return { samples: sorted.length, p50Ms: quantile(0.5), p99Ms: quantile(0.99) };
}
