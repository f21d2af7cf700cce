import { encode } from "./characters/encode.ts";
import { createGenerator } from "./characters/generator.ts";
import { LABELS } from "./characters/labels.ts";
import type { Shift } from "./characters/scene.ts";
import { loadClassifier } from "./classifier.ts";
import { positive, runCommand } from "./command.ts";
import { type LabelledImage, listLabelledImages } from "./labelled_images.ts";
import { answer, countRight, wilsonInterval } from "./measure.ts";
import { progressBar } from "./progress.ts";
import { readModels } from "./starter_models.ts";
import { table } from "./table.ts";
import { typedPath } from "./typed_path.ts";

const help = `Measures the accuracy of models on labelled pictures, prepared as the gateway does.

  npx nx run zoo:evaluate -- --shift blur
  npx nx run zoo:evaluate -- --task characters --images pictures

  --task NAME    only this task's models (all that have the pictures' labels)
  --model NAME   only this model; may be given several times (all)
  --images PATH  a folder with one folder a class, or a CSV file of path,label; else pictures are drawn:
  --count N      number of pictures (1000)
  --seed N       any integer (1, the models' test pictures)
  --severity X   0 a clean print, 1 hard for people (0.5)
  --shift NAME   blur, lowlight, handwriting, occlusion or contrast (none)
`;

const options = {
	task: { type: "string" },
	model: { type: "string", multiple: true },
	images: { type: "string" },
	count: { type: "string", default: "1000" },
	seed: { type: "string", default: "1" },
	severity: { type: "string", default: "0.5" },
	shift: { type: "string" },
} as const;

await runCommand({
	name: "zoo:evaluate",
	help,
	options,
	async run({ task, model, images, count, ...drawing }) {
		const pictures =
			images === undefined ? drawn(positive("count", count), drawing) : listLabelledImages(typedPath(images));
		await evaluate({ task, names: model }, pictures);
	},
});

async function evaluate(
	only: { task?: string | undefined; names?: string[] | undefined },
	images: readonly LabelledImage[],
): Promise<void> {
	const rows = [["model", "top-1 %", "95 % interval", "pictures", "not read"]];
	const unreadable = new Map<string, string>();
	for (const model of await readModels(only)) {
		const { name, task, labels } = model.manifest;
		const foreign = images.find(({ label }) => !labels.includes(label));
		if (foreign !== undefined && only.task === undefined) {
			process.stderr.write(
				`${task}/${name}: skipped, "${foreign.label}" of ${foreign.path} is no label of it\n`,
			);
			continue;
		}
		const advance = progressBar(`${task}/${name}`, images.length);
		const answers = await answer(await loadClassifier(model), images, labels, advance);
		for (const { path, reason } of answers.unreadable) unreadable.set(path, reason);
		const [right, read] = [countRight(answers), answers.scores.length];
		const percent = [right / read, ...wilsonInterval(right, read)].map((share) => (100 * share).toFixed(2));
		const interval = `${percent[1]} to ${percent[2]}`;
		rows.push([`${task}/${name}`, percent[0]!, interval, String(read), String(answers.unreadable.length)]);
	}
	for (const [path, reason] of unreadable) process.stdout.write(`not read: ${path}: ${reason}\n`);
	process.stdout.write(table(rows));
}

function drawn(
	count: number,
	{ seed, severity, shift }: { seed: string; severity: string; shift?: string | undefined },
): LabelledImage[] {
	const drawing = { seed: Number(seed), severity: Number(severity), shift: shift as Shift | undefined };
	const generator = createGenerator({ split: "test", ...drawing });
	return Array.from({ length: count }, (_, i) => {
		const image = generator.image(i);
		return { path: `picture ${i}`, label: LABELS[image.label] ?? "", read: () => encode(image, "png") };
	});
}
