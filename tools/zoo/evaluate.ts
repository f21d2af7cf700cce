import { parseArgs } from "node:util";
import { encode } from "./characters/encode.ts";
import { createGenerator } from "./characters/generator.ts";
import { LABELS } from "./characters/labels.ts";
import type { Shift } from "./characters/scene.ts";
import { loadClassifier } from "./classifier.ts";
import { type LabelledImage, listLabelledImages } from "./labelled_images.ts";
import { answer, countRight, wilsonInterval } from "./measure.ts";
import { progressBar } from "./progress.ts";
import { readModels } from "./starter_models.ts";
import { table } from "./table.ts";
import { typedPath } from "./typed_path.ts";

const HELP = `Measures the accuracy of models on labelled pictures, prepared as the gateway does.

  npx nx run zoo:evaluate -- --shift blur
  npx nx run zoo:evaluate -- --task characters --images pictures

  --task NAME    the task whose models are measured (characters)
  --model NAME   only this model (all)
  --images DIR   pictures in one folder a class; else the task characters makes its own:
  --count N      number of pictures (1000)
  --seed N       any integer (1, the models' test pictures)
  --severity X   0 a clean print, 1 hard for people (0.5)
  --shift NAME   blur, lowlight, handwriting, occlusion or contrast (none)
`;

const { values } = parseArgs({
	options: {
		task: { type: "string", default: "characters" },
		model: { type: "string" },
		images: { type: "string" },
		count: { type: "string", default: "1000" },
		seed: { type: "string", default: "1" },
		severity: { type: "string", default: "0.5" },
		shift: { type: "string" },
		help: { type: "boolean", default: false },
	},
});

if (values.help) process.stdout.write(HELP);
else {
	try {
		await evaluate();
	} catch (error) {
		process.stderr.write(`zoo:evaluate: ${error instanceof Error ? error.message : error}\n`);
		process.exitCode = 1;
	}
}

async function evaluate(): Promise<void> {
	const images = values.images === undefined ? generated() : listLabelledImages(typedPath(values.images));
	const rows = [["model", "top-1 %", "95 % interval", "pictures", "not read"]];
	for (const model of await readModels(values.task)) {
		const { name, task, labels } = model.manifest;
		if (values.model !== undefined && values.model !== name) continue;
		const answers = await answer(
			await loadClassifier(model),
			images,
			labels,
			progressBar(name, images.length),
		);
		const [right, read] = [countRight(answers), answers.scores.length];
		const percent = [right / read, ...wilsonInterval(right, read)].map((share) => (100 * share).toFixed(2));
		const interval = `${percent[1]} to ${percent[2]}`;
		rows.push([`${task}/${name}`, percent[0]!, interval, String(read), String(answers.unreadable.length)]);
	}
	process.stdout.write(table(rows));
}

function generated(): LabelledImage[] {
	const { seed, severity, count, shift } = values;
	const options = { seed: Number(seed), severity: Number(severity), shift: shift as Shift | undefined };
	const generator = createGenerator({ split: "test", ...options });
	return Array.from({ length: Number(count) }, (_, i) => {
		const image = generator.image(i);
		return { path: `picture ${i}`, label: LABELS[image.label] ?? "", read: () => encode(image, "png") };
	});
}
