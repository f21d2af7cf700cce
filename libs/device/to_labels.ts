import type { LabelProbability, Manifest } from "@mdinference/contract";
import { DeviceError } from "./device_error.ts";

/**
 * The most probable labels, best first, of what a model gave.
 *
 * @param output one number a label
 * @param manifest says whether they are logits, and what they stand for
 * @throws {DeviceError} of kind `output` where the numbers do not fit the labels, or are no numbers
 */
export function toLabels(
	output: ArrayLike<number>,
	manifest: Pick<Manifest, "output" | "labels">,
	count = 5,
): LabelProbability[] {
	const values = Array.from(output);
	const { labels } = manifest;
	if (values.length !== labels.length || !values.every(Number.isFinite)) {
		throw new DeviceError("output", "The model gave no usable numbers.");
	}
	const { kind, temperature } = manifest.output;
	const probabilities = kind === "logits" ? softmax(values, temperature) : values;
	return probabilities
		.map((probability, i) => ({ label: labels[i]!, probability }))
		.sort((a, b) => b.probability - a.probability)
		.slice(0, count);
}

function softmax(logits: number[], temperature: number): number[] {
	const highest = Math.max(...logits);
	const weights = logits.map((logit) => Math.exp((logit - highest) / temperature));
	const total = weights.reduce((sum, weight) => sum + weight, 0);
	return weights.map((weight) => weight / total);
}
