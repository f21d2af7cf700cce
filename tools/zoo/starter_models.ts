import { join } from "node:path";
import { readZoo, type ZooModel } from "@mdinference/inference";
import { typedPath } from "./typed_path.ts";

/** Where the models lie: `MDI_ZOO`, or the repository's `data/zoo`. A folder a task, a manifest beside each ONNX file. */
export const ZOO: string = typedPath(process.env.MDI_ZOO ?? join(import.meta.dirname, "../../data/zoo"));

/**
 * Reads the models of a task, or of all, the least work first, and holds each file against its manifest.
 *
 * @param task only this task's
 * @throws ZooError when a manifest or a file is not what it should be
 */
export async function readModels(task?: string): Promise<ZooModel[]> {
	const models = await readZoo(ZOO);
	const work = ({ manifest }: ZooModel) => manifest.megaMacs ?? Number.POSITIVE_INFINITY;
	return models
		.filter(({ manifest }) => task === undefined || manifest.task === task)
		.sort((a, b) => work(a) - work(b) || (a.manifest.name < b.manifest.name ? -1 : 1));
}
