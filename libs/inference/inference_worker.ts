import { workerData } from "node:worker_threads";
import { InferenceSession, Tensor } from "onnxruntime-node";
import type { ZooModel } from "./read_zoo.ts";
import { softmax } from "./softmax.ts";
import { toInput } from "./to_input.ts";

/** What a worker is asked to do. */
export interface WorkerTask {
	/** Index of the model among those that the pool was made with. */
	model: number;
	/** What decodeImage gave for this model. */
	pixels: Uint8Array;
}

/** What a worker answers. */
export interface WorkerAnswer {
	/** One number a class. */
	probabilities: Float32Array;
	/** From pixels to probabilities, in milliseconds. */
	inferenceMs: number;
	/** Whether it was this worker's first run of the model. */
	cold: boolean;
}

/** What the first run of a model said: how long it took, in milliseconds, or why it failed. */
export type ModelCheck = { coldMs: number } | { problem: string };

const models: readonly ZooModel[] = workerData.models;
const sessions = models.map(async ({ bytes, manifest }) => {
	// onnxruntime-node reads no shared memory; it copies what it needs, and the slice is garbage afterwards.
	const session = await InferenceSession.create(new Uint8Array(bytes).slice(), {
		executionProviders: ["cpu"],
		executionMode: "sequential",
		intraOpNumThreads: 1,
		interOpNumThreads: 1,
		// Fatal only: what fails is thrown and reported by whoever asked.
		logSeverityLevel: 4,
	});
	refuseOtherNames(session, manifest);
	return session;
});
const ran = new Set<number>();

/**
 * Runs a model; there once all are loaded. One that did not load, fails, or gives something else than its manifest says
 * rejects. The time runs from the pixels to the probabilities: all that depends on the model.
 */
export const run: Promise<typeof runModel> = Promise.allSettled(sessions).then(() => runModel);

/** Runs every model once, on mid grey: loaded, run, and warm from then on. */
export async function check(): Promise<ModelCheck[]> {
	const checks: ModelCheck[] = [];
	for (const [model, { manifest }] of models.entries()) {
		const pixels = new Uint8Array(manifest.input.shape.reduce((a, b) => a * b)).fill(128);
		const ofModel = runModel({ model, pixels }).then(
			({ inferenceMs }) => ({ coldMs: inferenceMs }),
			(error: Error) => ({ problem: error.message }),
		);
		checks.push(await ofModel);
	}
	return checks;
}

async function runModel({ model, pixels }: WorkerTask): Promise<WorkerAnswer> {
	const { manifest } = models[model]!;
	const { input, output } = manifest;
	const session = await sessions[model]!;
	const cold = !ran.has(model);
	ran.add(model);
	const startedAt = performance.now();
	const tensor = new Tensor(input.dtype, toInput(pixels, manifest), input.shape);
	const results = await session.run({ [input.name]: tensor }, [output.name]);
	const probabilities = readOutput(results[output.name]!, output);
	return { probabilities, inferenceMs: performance.now() - startedAt, cold };
}

function refuseOtherNames(session: InferenceSession, { input, output }: ZooModel["manifest"]): void {
	const { inputNames, outputNames } = session;
	if (inputNames.join() !== input.name) {
		throw new Error(`it reads [${inputNames}] where its manifest says "${input.name}"`);
	}
	if (!outputNames.includes(output.name)) {
		throw new Error(`it gives [${outputNames}] where its manifest says "${output.name}"`);
	}
}

function readOutput(tensor: Tensor, output: ZooModel["manifest"]["output"]): Float32Array {
	const { data, dims } = tensor;
	if (!(data instanceof Float32Array) || dims.join() !== output.shape.join()) {
		const expected = `${output.dtype} [${output.shape}]`;
		throw new Error(`it gives ${tensor.type} [${dims}] where its manifest says ${expected}`);
	}
	if (!data.every(Number.isFinite)) throw new Error("it gives numbers that are not finite");
	if (output.kind === "logits") return softmax(data, output.temperature);
	return data.map((probability) => Math.min(1, Math.max(0, probability)));
}
