import { readModels } from "./starter_models.ts";
import { table } from "./table.ts";

/** `zoo:list`: what the manifests say, the least work first. */
const models = await readModels(process.argv[2]);
const rows = models.map(({ manifest }) => [
	`${manifest.task}/${manifest.name}`,
	(100 * manifest.accuracy.top1).toFixed(2),
	manifest.megaMacs?.toFixed(2) ?? "?",
	(manifest.bytes / 1000).toFixed(0),
	`${manifest.preprocessing.width}x${manifest.preprocessing.height}`,
	manifest.device ? "yes" : "",
]);
process.stdout.write(table([["model", "top-1 %", "MMACs", "kB", "input", "device"], ...rows]));
