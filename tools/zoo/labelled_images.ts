import { readdirSync, readFileSync, statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";

/** An encoded picture and the name of its class. */
export interface LabelledImage {
	/** Path of the file, or another name. */
	path: string;
	/** Name of its class. */
	label: string;
	/** Reads the bytes of the file. */
	read(): Promise<Uint8Array>;
}

/** There are no labelled pictures where they were looked for. */
export class LabelledImagesError extends Error {
	/** Name of this class. */
	override readonly name = "LabelledImagesError";
}

/**
 * Lists labelled pictures: a folder with one folder a class, or a CSV file with a path and a label a line (paths as
 * seen from the CSV file; a first line whose file does not exist is taken for a heading).
 *
 * @throws LabelledImagesError when there are none
 */
export function listLabelledImages(path: string): LabelledImage[] {
	const images = statSync(path).isDirectory() ? fromFolder(path) : fromTable(path);
	if (images.length > 0) return images;
	throw new LabelledImagesError(
		`${path} holds no pictures: make one folder a class in it, or name a CSV file`,
	);
}

function fromFolder(root: string): LabelledImage[] {
	const folders = readdirSync(root, { withFileTypes: true }).filter((entry) => entry.isDirectory());
	return folders.flatMap(({ name }) =>
		readdirSync(join(root, name))
			.sort()
			.map((file) => labelled(join(root, name, file), name)),
	);
}

function fromTable(path: string): LabelledImage[] {
	const lines = readFileSync(path, "utf8")
		.split(/\r?\n/)
		.filter((line) => line.includes(","));
	const rows = lines.map((line) => {
		const comma = line.lastIndexOf(",");
		const [file, label] = [line.slice(0, comma), line.slice(comma + 1)].map(unquoted);
		return labelled(resolve(dirname(path), file ?? ""), label ?? "");
	});
	return rows.filter((row, i) => i > 0 || statSync(row.path, { throwIfNoEntry: false }) !== undefined);
}

function labelled(path: string, label: string): LabelledImage {
	return { path, label, read: () => readFile(path) };
}

function unquoted(cell: string): string {
	return cell.trim().replace(/^"(.*)"$/, "$1");
}
