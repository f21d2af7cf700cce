import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { createInferencePool, readZoo } from "@mdinference/inference";
import { createGenerator, encode, LABELS } from "@mdinference/zoo";
import { cast, task, zooFolder } from "./cast.ts";
import { type Conditions, conditionsFile } from "./conditions.ts";
import { progressLine } from "./progress_line.ts";

const help = `Measures what each model of the demonstration is worth in the dark, and writes conditions.json. What it is worth by
daylight stands in its manifest, measured on 10,000 pictures.

  npx nx run demo:evaluate

  --pictures N  pictures (2000): a difference of two models is then known to about half a point
  --seed N      seed of the pictures (1000003, which no run of the demonstration uses by itself)
`;

const { values } = parseArgs({
	options: {
		help: { type: "boolean" },
		pictures: { type: "string", default: "2000" },
		seed: { type: "string", default: "1000003" },
	},
});
if (values.help) process.stdout.write(help);
else {
	try {
		await evaluate(wholeNumber("pictures", values.pictures, 1), wholeNumber("seed", values.seed, 0));
	} catch (error) {
		process.stderr.write(`demo:evaluate: ${error instanceof Error ? error.message : error}\n`);
		process.exitCode = 1;
	}
}

function wholeNumber(name: string, text: string, least: number): number {
	const value = Number(text);
	if (Number.isSafeInteger(value) && value >= least && text.trim() !== "") return value;
	throw new RangeError(`--${name} is ${JSON.stringify(text)}, not a whole number from ${least} on`);
}

async function evaluate(pictures: number, seed: number): Promise<void> {
	const models = (await readZoo(zooFolder)).filter(({ manifest }) => cast.includes(manifest.name));
	const pool = await createInferencePool(models, { workers: 1 });
	const generator = createGenerator({ seed, shift: "lowlight" });
	const right = new Map(models.map(({ manifest }) => [manifest.name, 0]));
	const count = progressLine("pictures", pictures);
	try {
		for (let picture = 0; picture < pictures; picture++) {
			const character = generator.image(picture);
			const image = await encode(character, "jpeg");
			for (const [model, before] of right) {
				const { labels } = await pool.infer({ task, model, image });
				right.set(model, before + Number(labels[0]!.label === LABELS[character.label]));
			}
			count();
		}
	} finally {
		await pool.close();
	}
	const conditions: Conditions = {
		pictures,
		seed,
		sha256: Object.fromEntries(models.map(({ manifest }) => [manifest.name, manifest.sha256])),
		top1: {
			light: Object.fromEntries(models.map(({ manifest }) => [manifest.name, manifest.accuracy.top1])),
			dark: Object.fromEntries([...right].map(([model, sum]) => [model, sum / pictures])),
		},
	};
	writeFileSync(conditionsFile, `${JSON.stringify(conditions, null, "\t")}\n`);
	console.table(conditions.top1);
}
