import type { Classifier } from "./classifier.ts";
import type { LabelledImage } from "./labelled_images.ts";

/** What a model answered to labelled pictures. */
export interface Answers {
	/** One row of scores for each picture that could be read. */
	scores: Float32Array[];
	/** Index of the right label of each row. */
	truth: number[];
	/** Pictures that could not be read, and why. */
	unreadable: { path: string; reason: string }[];
}

/**
 * Asks a model about labelled pictures. A picture that cannot be read is listed, not fatal.
 *
 * @param labels the model's labels, in the order of its output
 * @param advance told of each picture
 * @throws Error when a picture's label is not one of the model's
 */
export async function answer(
	classifier: Pick<Classifier, "scores">,
	images: readonly LabelledImage[],
	labels: readonly string[],
	advance: (more: number) => void = () => {},
): Promise<Answers> {
	const foreign = images.find(({ label }) => !labels.includes(label));
	if (foreign)
		throw new Error(`${foreign.path} is labelled "${foreign.label}", which is no label of the model`);
	const answers: Answers = { scores: [], truth: [], unreadable: [] };
	for (const { path, label, read } of images) {
		try {
			answers.scores.push(await classifier.scores(await read()));
			answers.truth.push(labels.indexOf(label));
		} catch (error) {
			answers.unreadable.push({ path, reason: error instanceof Error ? error.message : String(error) });
		}
		advance(1);
	}
	return answers;
}

/** How many of the answers are right. */
export function countRight({ scores, truth }: Pick<Answers, "scores" | "truth">): number {
	return scores.filter((row, i) => row.indexOf(Math.max(...row)) === truth[i]).length;
}

/**
 * The 95 % interval of a share (Wilson, "Probable inference", JASA 22, 1927).
 *
 * @param right how many of them, 0 to `count`
 * @param count of how many, at least 1
 */
export function wilsonInterval(right: number, count: number): [number, number] {
	const z = 1.96;
	const share = right / count;
	const scale = 1 + (z * z) / count;
	const middle = (share + (z * z) / (2 * count)) / scale;
	const half = (z / scale) * Math.sqrt((share * (1 - share)) / count + ((z / (2 * count)) * z) / (2 * count));
	return [middle - half, middle + half];
}

/**
 * The temperature under which the right labels are most likely (Guo et al., "On calibration of modern neural
 * networks", ICML 2017), on a grid from 0.1 to 10.
 *
 * @param answers logits and right labels
 */
export function fitTemperature({ scores, truth }: Pick<Answers, "scores" | "truth">): number {
	const likelihood = (temperature: number) =>
		scores.reduce((sum, row, i) => {
			const top = Math.max(...row);
			const total = row.reduce((partial, score) => partial + Math.exp((score - top) / temperature), 0);
			return sum + ((row[truth[i]!] ?? 0) - top) / temperature - Math.log(total);
		}, 0);
	let best = { temperature: 1, likelihood: likelihood(1) };
	for (let step = 0; step <= 200; step++) {
		const temperature = 10 ** (step / 100 - 1);
		const candidate = { temperature, likelihood: likelihood(temperature) };
		if (candidate.likelihood > best.likelihood) best = candidate;
	}
	return Number(best.temperature.toFixed(4));
}
