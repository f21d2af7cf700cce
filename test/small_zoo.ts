import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const characters = fileURLToPath(new URL("../data/zoo/characters", import.meta.url));

/** Models of the characters by their short names: the one that phones get first, and the best that is not slow. */
const few: readonly string[] = ["nano", "medium"];

/** Writes a zoo of few models, with which a gateway starts quickly, of a task of that name; gives its folder. */
export function writeSmallZoo(
	folder: string,
	models: readonly string[] = few,
	task: string = "characters",
): string {
	const to = join(folder, task);
	mkdirSync(to, { recursive: true });
	for (const model of models) {
		const name = `characters-${model}`;
		const manifest = JSON.parse(readFileSync(join(characters, `${name}.json`), "utf8"));
		writeFileSync(join(to, `${name}.json`), JSON.stringify({ ...manifest, task }));
		copyFileSync(join(characters, manifest.file), join(to, manifest.file));
	}
	return folder;
}

/** Puts another model, with another file, under the name of the one for phones; gives its SHA-256. */
export function replaceModelOfPhones(folder: string): string {
	const to = join(folder, "characters");
	const pico = JSON.parse(readFileSync(join(characters, "characters-pico.json"), "utf8"));
	const nano = { ...pico, name: "characters-nano", version: "2.0.0", device: true };
	copyFileSync(join(characters, nano.file), join(to, nano.file));
	writeFileSync(join(to, "characters-nano.json"), JSON.stringify(nano));
	return nano.sha256;
}
