import type { InferencePool } from "@mdinference/inference";

/** Makes models of a pool slower. */
export interface SlowedPool {
	/** Lets a model run so many times for each request from now on. */
	slow(model: string, times: number): void;
}

/**
 * Makes models of a pool slower by real work: a slowed one runs several times for each request, one run after the other,
 * and its service time is that of all of them, its wait too.
 */
export function slowedPool(pool: InferencePool): SlowedPool {
	const factors = new Map<string, number>();
	const inferOnce = pool.infer.bind(pool);
	pool.infer = async (request) => {
		const times = factors.get(request.model) ?? 1;
		const result = await inferOnce(request);
		const timing = { ...result.timing };
		for (let run = 1; run < times; run++) {
			const again = (await inferOnce(request)).timing;
			timing.queueMs += again.queueMs;
			timing.inferenceMs += again.inferenceMs;
		}
		return { ...result, timing };
	};
	return {
		slow(model, times) {
			factors.set(model, times);
		},
	};
}
