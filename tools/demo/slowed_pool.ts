import type { InferencePool } from "@mdinference/inference";

/** Makes models of a pool slower. */
export interface SlowedPool {
	/** Lets a model run so many times for each request from now on. */
	slow(model: string, times: number): void;
}

/**
 * Makes models of a pool slower by real work: a slowed one runs several times for each request, one run after the other
 * where the pool has one worker, and its service time is that of all of them.
 */
export function slowedPool(pool: InferencePool): SlowedPool {
	const factors = new Map<string, number>();
	const inferOnce = pool.infer.bind(pool);
	pool.infer = async (request) => {
		const times = factors.get(request.model) ?? 1;
		const [first, ...others] = await Promise.all(Array.from({ length: times }, () => inferOnce(request)));
		const inferenceMs = others.reduce(
			(sum, { timing }) => sum + timing.inferenceMs,
			first!.timing.inferenceMs,
		);
		return { ...first!, timing: { ...first!.timing, inferenceMs } };
	};
	return {
		slow(model, times) {
			factors.set(model, times);
		},
	};
}
