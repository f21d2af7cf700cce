import { join } from "node:path";
import { readZoo, type ZooModel } from "@mdinference/inference";
import { typedPath } from "./typed_path.ts";

/** Where the models lie: `MDI_ZOO`, or the repository's `data/zoo`. A folder a task, a manifest beside each ONNX file. */
export const ZOO: string = typedPath(process.env.MDI_ZOO ?? join(import.meta.dirname, "../../data/zoo"));

/**
 * Reads models, the least work first, and holds each file against its manifest.
 *
 * @param only a task, and names of models in it; all unless told
 * @throws ZooError when a manifest or a file is not what it should be; RangeError when there is no such task or model
 */
export async function readModels({
	task,
	names,
}: {
	task?: string | undefined;
	names?: readonly string[] | undefined;
} = {}): Promise<ZooModel[]> {
	const models = await readZoo(ZOO);
	const ofTask = models.filter(({ manifest }) => task === undefined || manifest.task === task);
	if (ofTask.length === 0)
		refuse(
			"task",
			task,
			models.map(({ manifest }) => manifest.task),
		);
	const known = ofTask.map(({ manifest }) => manifest.name);
	for (const name of names ?? []) if (!known.includes(name)) refuse("model", name, known);
	const work = ({ manifest }: ZooModel) => manifest.megaMacs ?? Number.POSITIVE_INFINITY;
	return ofTask
		.filter(({ manifest }) => names === undefined || names.includes(manifest.name))
		.sort((a, b) => work(a) - work(b) || (a.manifest.name < b.manifest.name ? -1 : 1));
}

function refuse(what: string, name: string | undefined, known: readonly string[]): never {
	throw new RangeError(`there is no ${what} ${name} in ${ZOO}: ${[...new Set(known)].join(", ")}`);
}
