import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from "node:fs";
import { dirname, join } from "node:path";
import { HEADER_BYTES, recordBytes } from "./characters/dataset_file.ts";
import { encode, type ImageFormat, resizeLikeServing } from "./characters/encode.ts";
import { type CharacterImage, createGenerator, type GeneratorOptions } from "./characters/generator.ts";
import { LABELS } from "./characters/labels.ts";

/** What a worker process makes, given as JSON in its first argument: every picture of the chunks number `first`, `first + stride`, ... */
export interface GenerateJob {
	/** Which pictures. */
	options: GeneratorOptions;
	/** How many pictures in all. */
	count: number;
	/** Pictures of a chunk. */
	chunk: number;
	/** Number of this worker's first chunk. */
	first: number;
	/** Distance between its chunks: the number of workers. */
	stride: number;
	/** Binary files, begun by the main thread, with the side of their pictures; or none. */
	files: readonly { path: string; side: number }[];
	/** Folder for a folder of pictures a class; or none. */
	folder?: { path: string; format: ImageFormat } | undefined;
}

const job = JSON.parse(process.argv[2] ?? "") as GenerateJob;
const generator = createGenerator(job.options);
const handles = job.files.map(({ path, side }) => ({ handle: openSync(path, "r+"), side }));

for (let start = job.first * job.chunk; start < job.count; start += job.stride * job.chunk) {
	const length = Math.min(job.chunk, job.count - start);
	const images = Array.from({ length }, (_, i) => generator.image(start + i));
	for (const { handle, side } of handles) await writeRecords(handle, images, side, start);
	if (job.folder) await writePictures(job.folder, images, start);
	process.send?.(length);
}
for (const { handle } of handles) closeSync(handle);

async function writeRecords(
	handle: number,
	images: CharacterImage[],
	side: number,
	start: number,
): Promise<void> {
	const size = recordBytes(side);
	const records = new Uint8Array(size * images.length);
	const resized = await Promise.all(images.map((image) => resizeLikeServing(image, side)));
	for (const [i, image] of images.entries()) {
		records[i * size] = image.label;
		records.set(resized[i]!, i * size + 1);
	}
	writeSync(handle, records, 0, records.length, HEADER_BYTES + start * size);
}

async function writePictures(
	folder: { path: string; format: ImageFormat },
	images: CharacterImage[],
	start: number,
): Promise<void> {
	const encoded = await Promise.all(images.map((image) => encode(image, folder.format)));
	for (const [i, image] of images.entries()) {
		const name = `${String(start + i).padStart(6, "0")}.${folder.format === "jpeg" ? "jpg" : folder.format}`;
		const path = join(folder.path, LABELS[image.label] ?? "", name);
		mkdirSync(dirname(path), { recursive: true });
		writeFileSync(path, encoded[i]!);
	}
}
