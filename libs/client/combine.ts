import type { LabelProbability } from "@mdinference/contract";

/**
 * Combines two answers to one image (future work in section IV-E of the paper): the mean of their probabilities, each
 * answer weighing as much as it is sure, that is, by its highest probability, which is calibrated. A label that an
 * answer does not list has no more there than the least that it lists, and no more than what is left: of these the
 * smaller one, shared out among the labels that only the other one lists.
 *
 * @param cloud the cloud's most probable labels, best first
 * @param device the device's, best first
 * @returns as many labels as the longer answer has, best first
 *
 * @example
 * ```ts
 * import { combine } from "@mdinference/client";
 *
 * const cloud = [{ label: "O", probability: 0.5 }, { label: "0", probability: 0.5 }];
 * const device = [{ label: "0", probability: 0.9 }, { label: "O", probability: 0.1 }];
 * if (combine(cloud, device)[0]?.label !== "0") throw new Error("the device breaks the tie");
 * ```
 */
export function combine(
	cloud: readonly LabelProbability[],
	device: readonly LabelProbability[],
): LabelProbability[] {
	const labels = [...new Set([...cloud, ...device].map(({ label }) => label))];
	const [ofCloud, ofDevice] = [lookUp(cloud, labels), lookUp(device, labels)];
	const [cloudWeight, deviceWeight] = [cloud[0]?.probability ?? 0, device[0]?.probability ?? 0];
	const total = cloudWeight + deviceWeight || 1;
	return labels
		.map((label) => ({
			label,
			probability: (cloudWeight * ofCloud(label) + deviceWeight * ofDevice(label)) / total,
		}))
		.sort((a, b) => b.probability - a.probability)
		.slice(0, Math.max(cloud.length, device.length));
}

function lookUp(answer: readonly LabelProbability[], labels: readonly string[]): (label: string) => number {
	const listed = new Map(answer.map(({ label, probability }) => [label, probability]));
	const unlisted = labels.length - listed.size;
	const left = Math.max(0, 1 - answer.reduce((sum, { probability }) => sum + probability, 0));
	const rest = unlisted === 0 ? 0 : Math.min(left / unlisted, answer.at(-1)?.probability ?? 0);
	return (label) => listed.get(label) ?? rest;
}
