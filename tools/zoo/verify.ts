import { loadClassifier } from "./classifier.ts";
import { readModels } from "./starter_models.ts";

/** `zoo:verify`: every file has its manifest's SHA-256, loads, and its graph has the manifest's names and shapes. */
try {
	const models = await readModels(process.argv[2]);
	for (const model of models) {
		const { manifest } = model;
		const classifier = await loadClassifier(model);
		const answer = await classifier.run(new Float32Array(classifier.inputLength));
		if (!answer.every(Number.isFinite))
			throw new Error(`${manifest.name} answers with something that is no number`);
		process.stdout.write(`ok  ${manifest.task}/${manifest.name}\n`);
	}
	process.stdout.write(`${models.length} models are what their manifests say\n`);
} catch (error) {
	process.stderr.write(`zoo:verify: ${error instanceof Error ? error.message : error}\n`);
	process.exitCode = 1;
}
