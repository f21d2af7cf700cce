import type { ModelWorker } from "./model_worker.ts";
import { judgeTrial, medianOf, type TrialResult, type TrialVerdict } from "./trial.ts";

/** A trial ends after this many runs, or this long. */
const trialRuns = 21;
const trialLimitMs = 300;

/** What a trial compares. */
export interface TrialOptions {
	/** The worker that computes on the graphics processor. */
	webgpu: ModelWorker;
	/** Does a run on the worker whose answer is the golden one, between images. */
	onWasm: <T>(work: (worker: ModelWorker) => Promise<T>) => Promise<T>;
	/** Whether WebGPU is taken even if it is slower. */
	wanted: boolean;
	/** A run that takes longer is taken for a dead worker, in milliseconds. */
	runLimitMs: number;
	/** Interrupts the trial between two runs. */
	signal: AbortSignal;
}

/** Runs a fixed input on both, run by run, so that an image never waits for more than one of them. */
export async function tryWebgpu(options: TrialOptions): Promise<TrialVerdict> {
	const { webgpu, onWasm, wanted, runLimitMs, signal } = options;
	const tried = await trial(() => webgpu.trial(runLimitMs), signal);
	const golden = await trial(() => onWasm((wasm) => wasm.trial(runLimitMs)), signal);
	return judgeTrial(golden, tried, { wanted });
}

async function trial(run: () => ReturnType<ModelWorker["trial"]>, signal: AbortSignal): Promise<TrialResult> {
	const { outputs } = await run();
	const startMs = performance.now();
	const timesMs: number[] = [];
	while (timesMs.length < trialRuns && (timesMs.length === 0 || performance.now() - startMs < trialLimitMs)) {
		signal.throwIfAborted();
		timesMs.push((await run()).inferenceMs);
	}
	return { outputs, medianMs: medianOf(timesMs) };
}
