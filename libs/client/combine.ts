import type { LabelProbability } from "@mdinference/contract";

/**
 * Combines two answers to one image (future work in section IV-E of the paper): the mean of their probabilities, each
 * answer weighing as much as it is sure, that is, by its highest probability, which is calibrated. A label that an
 * answer does not list has no more there than the least that it lists, and no more than what is left: of these the
 * smaller one, shared out among the labels that only the other one lists.
 *
 * It is off by default, for it measures better only where the cloud's model is hardly better than the phone's: of 1,500
 * pictures of the starter task, with `nano` (70 % right) on the phone, `pico` rose from 53.9 % alone to 71.7 % combined
 * and `tiny` from 82.9 to 83.3, but `micro` fell from 92.3 to 91.5, `small` from 95.8 to 95.4, `medium` from 95.9 to
 * 95.4 and `residual-48` from 96.8 to 96.7 (`npx nx run zoo:combine -- --count 1500 --seed 7`).
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
