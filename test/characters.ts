import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const folder = new URL("../data/zoo/characters/samples/", import.meta.url);

/** A generated character from data/zoo: a picture of the test families, and what stands on it. */
export interface Sample {
	/** The right label. */
	label: string;
	/** Name of its file. */
	name: string;
	/** The bytes of the file. */
	bytes: Uint8Array<ArrayBuffer>;
}

/** The sample characters, by name. */
export function samples(): Sample[] {
	return readdirSync(fileURLToPath(folder))
		.filter((name) => /\.(jpg|png|webp)$/.test(name))
		.sort()
		.map((name) => ({ name, label: name[0]!, bytes: new Uint8Array(readFileSync(new URL(name, folder))) }));
}
