import type { LabelProbability } from "@mdinference/contract";

/**
 * The most probable labels, best first; of equals, the earlier class first.
 *
 * @param probabilities one number a class
 * @param labels the names of the classes, in the same order
 * @param count how many; all where there are fewer
 *
 * @example
 * ```ts
 * import { topLabels } from "@mdinference/inference";
 *
 * const [best] = topLabels(new Float32Array([0.25, 0.75]), ["cat", "dog"]);
 * if (best?.label !== "dog" || best.probability !== 0.75) throw new Error("the dog is more probable");
 * ```
 */
export function topLabels(
	probabilities: Float32Array,
	labels: readonly string[],
	count = 5,
): LabelProbability[] {
	return labels
		.map((label, index) => ({ label, probability: probabilities[index]! }))
		.sort((a, b) => b.probability - a.probability)
		.slice(0, count);
}
