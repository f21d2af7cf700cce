/**
 * Probabilities of logits: `exp(logit / temperature) / sum`, without overflow for any finite logits.
 *
 * @param logits one number a class
 * @param temperature above 0; above 1 flattens. It calibrates confidences and never changes which class is first.
 * @returns numbers in [0, 1] that sum to 1, within the rounding of 32-bit numbers
 * @see Guo, Pleiss, Sun and Weinberger, "On calibration of modern neural networks", ICML 2017, section 4.2
 *
 * @example
 * ```ts
 * import { softmax } from "@mdinference/inference";
 *
 * if (softmax(new Float32Array([1000, 1000])).join() !== "0.5,0.5") throw new Error("equal logits are equally likely");
 * ```
 */
export function softmax(logits: Float32Array, temperature = 1): Float32Array {
	const largest = logits.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
	const weights = Float64Array.from(logits, (logit) => Math.exp((logit - largest) / temperature));
	const sum = weights.reduce((a, b) => a + b, 0);
	return Float32Array.from(weights, (weight) => weight / sum);
}
