import { loadClassifier } from "./classifier.ts";
import { runCommand } from "./command.ts";
import { readModels } from "./starter_models.ts";

const help = `Verifies that every model is the one of its manifest: its SHA-256, that it loads, its names and shapes, and that
it answers with numbers.

  npx nx run zoo:verify -- --task characters

  --task NAME   only this task's models (all)
`;

const options = { task: { type: "string" } } as const;

await runCommand({ name: "zoo:verify", help, options, run: ({ task }) => verify(task) });

async function verify(task: string | undefined): Promise<void> {
	const models = await readModels({ task });
	for (const model of models) {
		const { manifest } = model;
		const classifier = await loadClassifier(model);
		if (!(await classifier.answerToZeros()).every(Number.isFinite)) {
			throw new Error(`${manifest.task}/${manifest.name} answers with something that is no number`);
		}
		process.stdout.write(`ok  ${manifest.task}/${manifest.name}\n`);
	}
	process.stdout.write(`${models.length} models are what their manifests say\n`);
}
