/** What became of requests, one place a request: a struct of arrays. Times in milliseconds since the request was sent. */
export interface OutcomeBatch {
	/** How many there are. */
	readonly count: number;
	/** Place of the model that the cloud ran, in the scenario's list. */
	readonly model: Int32Array;
	/** Tnw as the server estimated it. */
	readonly estimateMs: Float64Array;
	/** Up and down as they were. */
	readonly networkMs: Float64Array;
	/** In the queue. */
	readonly waitMs: Float64Array;
	/** The cloud's model. */
	readonly serviceMs: Float64Array;
	/** When the cloud's answer is back. */
	readonly cloudMs: Float64Array;
	/** When the device's answer is there; infinite where it did not run. */
	readonly deviceMs: Float64Array;
	/** When the user has an answer. */
	readonly latencyMs: Float64Array;
	/** Accuracy of the model whose answer the user has, in [0, 1]. */
	readonly accuracy: Float64Array;
	/** 1 where the device's answer was given, else 0. */
	readonly byDevice: Uint8Array;
}

/** Room for the outcomes of `count` requests, to be filled again and again. */
export function makeOutcomes(count: number): OutcomeBatch {
	const times = () => new Float64Array(count);
	return {
		count,
		model: new Int32Array(count),
		estimateMs: times(),
		networkMs: times(),
		waitMs: times(),
		serviceMs: times(),
		cloudMs: times(),
		deviceMs: times(),
		latencyMs: times(),
		accuracy: times(),
		byDevice: new Uint8Array(count),
	};
}
