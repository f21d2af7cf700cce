import type { Provider } from "./messages.ts";

/** Some runs of the model on a fixed input. */
export interface TrialResult {
	/** What the model gave, one number a label, before the softmax. */
	outputs: readonly number[];
	/** Median service time, in milliseconds. */
	medianMs: number;
}

/** What came of trying WebGPU. */
export interface TrialVerdict {
	/** What computes the model from now on. */
	provider: Provider;
	/** Why. */
	reason: "faster" | "wanted" | "slower" | "wrong-answer" | "not-finite";
}

/** Graphics processors may round to half precision on the way; a difference beyond this is another answer. */
const tolerance = 0.02;

/**
 * Whether WebGPU computes the model from now on: only if it gives the answer that WebAssembly gives to the same input,
 * the golden answer, and its median time is lower.
 *
 * @param options `wanted`: take it even if it is slower, but never if it is wrong
 *
 * @example
 * ```ts
 * const golden = { outputs: [0.1, 7.5], medianMs: 9 };
 * console.assert(judgeTrial(golden, { outputs: [0.1, 7.49], medianMs: 3 }).provider === "webgpu");
 * console.assert(judgeTrial(golden, { outputs: [7.5, 0.1], medianMs: 3 }).reason === "wrong-answer");
 * ```
 */
export function judgeTrial(
	wasm: TrialResult,
	webgpu: TrialResult,
	options: { wanted?: boolean } = {},
): TrialVerdict {
	if (!webgpu.outputs.every(Number.isFinite)) return { provider: "wasm", reason: "not-finite" };
	if (!agree(wasm.outputs, webgpu.outputs)) return { provider: "wasm", reason: "wrong-answer" };
	if (options.wanted) return { provider: "webgpu", reason: "wanted" };
	return webgpu.medianMs < wasm.medianMs
		? { provider: "webgpu", reason: "faster" }
		: { provider: "wasm", reason: "slower" };
}

/** Whether two outputs are alike, measured by the spread of the golden one. */
function agree(golden: readonly number[], other: readonly number[]): boolean {
	if (golden.length !== other.length) return false;
	const spread = Math.max(...golden) - Math.min(...golden);
	const allowed = tolerance * Math.max(spread, 1e-6);
	return golden.every((value, i) => Math.abs(value - other[i]!) <= allowed);
}

/** A fixed input with something of every brightness in it, between -2 and 2, the same on every device. */
export function trialInput(length: number): Float32Array {
	let state = 1;
	return Float32Array.from({ length }, () => {
		state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
		return (state / 0x1_0000_0000) * 4 - 2;
	});
}

/** The median of times, the lower one of two in the middle. */
export function medianOf(timesMs: readonly number[]): number {
	return timesMs.toSorted((a, b) => a - b)[Math.floor((timesMs.length - 1) / 2)] ?? 0;
}
