import { once } from "node:events";
import { createRequire } from "node:module";
import { Piscina } from "piscina";
import type { ModelCheck, WorkerAnswer, WorkerTask } from "./inference_worker.ts";
import { PoolStartError } from "./pool_start_error.ts";
import type { ZooModel } from "./read_zoo.ts";

const loadTimeoutMs = 10_000;

/** Worker threads with all models loaded, run once, and warm. */
export interface Workers {
	/** Runs a model in an idle worker; the pixels move there. Rejects if the run fails or the worker dies. */
	run(task: WorkerTask): Promise<WorkerAnswer>;
	/** Stops the threads, which run nothing any more. */
	stop(): Promise<void>;
	/** Times of the first run of each model after loading, in milliseconds, one a worker. */
	coldMs: readonly number[][];
}

/**
 * Starts worker threads. One that dies is replaced.
 *
 * @throws {PoolStartError} a worker does not start, or a model cannot be run or is not as its manifest says
 */
export async function startWorkers(models: readonly ZooModel[], count: number): Promise<Workers> {
	const fromSource = import.meta.url.endsWith(".ts");
	const entry = fromSource ? "./inference_worker.ts" : "./inference_worker.js";
	const threads = new Piscina({
		filename: new URL(entry, import.meta.url).href,
		name: "run",
		minThreads: count,
		maxThreads: count,
		workerData: { models },
		recordTiming: false,
		...(fromSource && { execArgv: ["--require", createRequire(import.meta.url).resolve("tsx/cjs")] }),
	});
	// An idle worker that dies is replaced like any other, and took nothing with it.
	threads.on("error", () => {});
	let ready = 0;
	threads.on("workerCreate", () => ready++);
	threads.on("workerDestroy", () => ready--);
	const stop = async () => {
		// A thread that is stopped inside onnxruntime aborts the process: a replacement may load its models first.
		const signal = AbortSignal.timeout(loadTimeoutMs);
		while (ready < count && !signal.aborted) await once(threads, "workerCreate", { signal }).catch(() => {});
		await threads.destroy();
	};
	const checks = Array.from({ length: count }, () => threads.run(undefined, { name: "check" }));
	try {
		await Promise.allSettled(checks);
		return {
			coldMs: coldTimes(models, await Promise.all(checks)),
			run: (task) => threads.run(task, { transferList: [task.pixels.buffer as ArrayBuffer] }),
			stop,
		};
	} catch (error) {
		await threads.destroy();
		throw error instanceof PoolStartError ? error : new PoolStartError([], { cause: error });
	}
}

function coldTimes(models: readonly ZooModel[], ofWorkers: ModelCheck[][]): number[][] {
	const problems: string[] = [];
	const times = models.map(({ path }, model) => {
		const checks = ofWorkers.map((checks) => checks[model]!);
		const failed = checks.find((check) => "problem" in check);
		if (failed) problems.push(`${path}: ${failed.problem}`);
		return checks.flatMap((check) => ("coldMs" in check ? [check.coldMs] : []));
	});
	if (problems.length > 0) throw new PoolStartError(problems);
	return times;
}
