import { LatencyProfile } from "./latency_profile.ts";

/** A run of a model that ended with an answer. */
export interface Execution {
	/** Service time: the model's own, without queue and decoding, in milliseconds. */
	serviceMs: number;
	/** Time in the queue, in milliseconds; absent for runs that were not requests. */
	queueMs?: number | undefined;
	/** Whether it was the first run after loading. */
	cold: boolean;
	/** When it started, in milliseconds of one clock for all executions. */
	atMs: number;
}

/**
 * What is known of a model at one place of execution. Queue, warm service and cold service are kept apart: otherwise a
 * queue looks like a slow model, and a restart like drift.
 *
 * @example
 * ```ts
 * import { ModelProfile } from "@mdinference/profile";
 *
 * const profile = new ModelProfile({ accuracy: 0.9 });
 * profile.observe({ serviceMs: 40, cold: true, atMs: 0 });
 * profile.observe({ serviceMs: 5, queueMs: 30, cold: false, atMs: 50 });
 * if (profile.service.meanMs !== 5) throw new Error("neither the cold start nor the queue is the model's");
 * ```
 */
export class ModelProfile {
	/** Service time of warm runs. */
	readonly service: LatencyProfile = new LatencyProfile();
	/** Time in the queue. */
	readonly queue: LatencyProfile = new LatencyProfile();
	/** Service time of first runs. */
	readonly cold: LatencyProfile = new LatencyProfile();
	/** A(m), expected top-1 accuracy, in [0, 1]. */
	readonly accuracy: number;

	/** Starts with the published accuracy and without samples. */
	constructor(options: { accuracy: number }) {
		this.accuracy = options.accuracy;
	}

	/**
	 * Takes an execution in.
	 *
	 * @throws {NotFiniteError} for NaN and infinities
	 */
	observe(execution: Execution): void {
		const { serviceMs, queueMs, cold, atMs } = execution;
		(cold ? this.cold : this.service).update(serviceMs, atMs);
		if (queueMs !== undefined) this.queue.update(queueMs, atMs);
	}
}
