import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The task. */
export const task = "characters";
/** The model that the phones run. */
export const deviceModel = "characters-nano";
/** The most accurate model by daylight. It becomes slow, and it is the one that suffers most in the dark. */
export const slowedModel = "characters-residual-48-views";

/**
 * The models that the gateway serves: the phone's, which anything is better than; a quick one, which keeps its head in
 * the dark; and the best by daylight. Few, so that minutes are enough to learn what each is worth. In the dark the last two
 * are six points apart, which some hundred labels of each can tell; by daylight less than half a point, which they cannot,
 * and which matters to nobody.
 */
export const cast: readonly string[] = [deviceModel, "characters-ensemble", slowedModel];

/** Folder of the starter models. */
export const zooFolder = fileURLToPath(new URL("../../data/zoo", import.meta.url));

/**
 * Makes a zoo of the cast alone: links to its files.
 *
 * @param folder an empty folder
 * @returns the folder, for `MDI_ZOO`
 */
export function linkCast(folder: string): string {
	const links = join(folder, task);
	mkdirSync(links, { recursive: true });
	for (const name of cast) {
		for (const end of ["json", "onnx"]) {
			const file = `${name}.${end}`;
			symlinkSync(join(zooFolder, task, file), join(links, file));
		}
	}
	return folder;
}

/** A model's name without that of the task, for people. */
export function shortName(model: string): string {
	return model.replace(`${task}-`, "");
}
