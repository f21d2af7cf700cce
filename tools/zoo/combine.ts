import { combine } from "@mdinference/client";
import type { LabelProbability } from "@mdinference/contract";
import { softmax, topLabels, type ZooModel } from "@mdinference/inference";
import { encode } from "./characters/encode.ts";
import { createGenerator } from "./characters/generator.ts";
import { LABELS } from "./characters/labels.ts";
import type { Shift } from "./characters/scene.ts";
import { loadClassifier } from "./classifier.ts";
import { positive, runCommand } from "./command.ts";
import { compareAnswers } from "./compare_answers.ts";
import { progressBar } from "./progress.ts";
import { readModels } from "./starter_models.ts";
import { table } from "./table.ts";

const help = `Measures what a phone gains when it combines its own answer with the cloud's, both in time.

  npx nx run zoo:combine -- --count 2000 --shift blur

  --device NAME  the model on the phone (characters-nano)
  --count N      number of drawn pictures (2000)
  --seed N       any integer (1, the models' test pictures)
  --severity X   0 a clean print, 1 hard for people (0.5)
  --shift NAME   blur, lowlight, handwriting, occlusion or contrast (none)
`;

const options = {
	device: { type: "string", default: "characters-nano" },
	count: { type: "string", default: "2000" },
	seed: { type: "string", default: "1" },
	severity: { type: "string", default: "0.5" },
	shift: { type: "string" },
} as const;

/** Labels that travel in an answer. */
const answeredLabels = 5;

await runCommand({
	name: "zoo:combine",
	help,
	options,
	async run({ device, count, seed, severity, shift }) {
		const drawing = { seed: Number(seed), severity: Number(severity), shift: shift as Shift | undefined };
		const generator = createGenerator({ split: "test", ...drawing });
		const files: Uint8Array[] = [];
		const truth: string[] = [];
		const advance = progressBar("pictures", positive("count", count));
		for (let i = 0; i < positive("count", count); i++) {
			const image = generator.image(i);
			files.push(await encode(image, "png"));
			truth.push(LABELS[image.label] ?? "");
			advance(1);
		}
		const [phone] = await readModels({ task: "characters", names: [device] });
		const ofDevice = await answers(phone!, files);
		const isRight = (given: readonly LabelProbability[], i: number) => given[0]?.label === truth[i];
		const percent = (share: number) => (100 * share).toFixed(2);
		const rows = [
			["model in the cloud", "alone %", "combined %", "gained", "lost", "difference, points (95 %)"],
		];
		for (const model of await readModels({ task: "characters" })) {
			if (model.manifest.name === device) continue;
			const ofCloud = await answers(model, files);
			const alone = ofCloud.map(isRight);
			const both = ofCloud.map((cloud, i) => isRight(combine(cloud, ofDevice[i]!), i));
			const { gained, lost, difference, interval } = compareAnswers(alone, both);
			const right = alone.filter(Boolean).length / files.length;
			const [low, high] = interval.map(percent);
			rows.push([
				model.manifest.name,
				percent(right),
				percent(right + difference),
				String(gained),
				String(lost),
				`${percent(difference)} (${low} to ${high})`,
			]);
		}
		process.stdout.write(table(rows));
	},
});

async function answers(model: ZooModel, files: readonly Uint8Array[]): Promise<LabelProbability[][]> {
	const { name, labels, output } = model.manifest;
	const classifier = await loadClassifier(model);
	const advance = progressBar(name, files.length);
	const given: LabelProbability[][] = [];
	for (const file of files) {
		const scores = await classifier.scores(file);
		const probabilities = output.kind === "logits" ? softmax(scores, output.temperature) : scores;
		given.push(topLabels(probabilities, labels, answeredLabels));
		advance(1);
	}
	return given;
}
