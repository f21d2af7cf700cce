import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { createInferencePool, type InferencePool, readZoo, type ZooModel } from "@mdinference/inference";
import { createGenerator, encode, LABELS } from "@mdinference/zoo";
import { cast, task, zooFolder } from "./cast.ts";
import { type Conditions, conditionsFile } from "./conditions.ts";
import { progressLine } from "./progress_line.ts";
import type { Condition } from "./schedule.ts";

const help = `Measures what each model of the demonstration is worth by day and in the dark, and writes conditions.json.

  npx nx run demo:evaluate

  --pictures N  pictures of each condition (2000)
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
else await evaluate(Number(values.pictures), Number(values.seed));

async function evaluate(pictures: number, seed: number): Promise<void> {
	const models = (await readZoo(zooFolder)).filter(({ manifest }) => cast.includes(manifest.name));
	const pool = await createInferencePool(models, { workers: 1 });
	const count = progressLine("pictures", 2 * pictures);
	const conditions: Conditions = {
		pictures,
		seed,
		sha256: Object.fromEntries(models.map(({ manifest }) => [manifest.name, manifest.sha256])),
		top1: {
			light: await accuracies("light", { models, pool, pictures, seed, count }),
			dark: await accuracies("dark", { models, pool, pictures, seed, count }),
		},
	};
	await pool.close();
	writeFileSync(conditionsFile, `${JSON.stringify(conditions, null, "\t")}\n`);
	console.table(conditions.top1);
}

async function accuracies(
	condition: Condition,
	options: {
		models: readonly ZooModel[];
		pool: InferencePool;
		pictures: number;
		seed: number;
		count: () => void;
	},
): Promise<Record<string, number>> {
	const { models, pool, pictures, seed, count } = options;
	const generator = createGenerator({ seed, shift: condition === "dark" ? "lowlight" : undefined });
	const right = new Map<string, number>(models.map(({ manifest }) => [manifest.name, 0]));
	for (let picture = 0; picture < pictures; picture++) {
		const character = generator.image(picture);
		const image = await encode(character, "jpeg");
		for (const [model, before] of right) {
			const { labels } = await pool.infer({ task, model, image });
			right.set(model, before + Number(labels[0]!.label === LABELS[character.label]));
		}
		count();
	}
	return Object.fromEntries([...right].map(([model, sum]) => [model, sum / pictures]));
}
