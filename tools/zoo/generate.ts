import { fork } from "node:child_process";
import { closeSync, ftruncateSync, mkdirSync, openSync, writeFileSync, writeSync } from "node:fs";
import { availableParallelism } from "node:os";
import { dirname } from "node:path";
import { contactSheet } from "./characters/contact_sheet.ts";
import { datasetHeader, HEADER_BYTES, recordBytes } from "./characters/dataset_file.ts";
import type { ImageFormat } from "./characters/encode.ts";
import type { Split } from "./characters/families.ts";
import { createGenerator, type GeneratorOptions } from "./characters/generator.ts";
import type { Shift } from "./characters/scene.ts";
import { positive, runCommand } from "./command.ts";
import type { GenerateJob } from "./generate_worker.ts";
import { progressBar } from "./progress.ts";
import { typedPath } from "./typed_path.ts";

const help = `Makes labelled pictures of the task characters.

  npx nx run zoo:generate -- --count 1000 --split train --out pictures

  --out PATH            a folder (one folder a class in it), or a file ending in .bin (MDI1, see characters/dataset_file.ts)
  --contact-sheet FILE  a PNG with the first 240 pictures, to look at
  --count N             number of pictures (1000)
  --split NAME          train, validation or test: which font families (test)
  --seed N              any integer (1)
  --severity X          0 a clean print, 1 hard for people (0.5)
  --shift NAME          blur, lowlight, handwriting, occlusion or contrast (none)
  --size N              side in a .bin file, in pixels; given several times, each size gets a file NAME-N.bin (64)
  --format NAME         jpeg, png or webp, in a folder (jpeg)
  --workers N           processes (one a core)
`;

const options = {
	out: { type: "string" },
	"contact-sheet": { type: "string" },
	count: { type: "string", default: "1000" },
	split: { type: "string", default: "test" },
	seed: { type: "string", default: "1" },
	severity: { type: "string", default: "0.5" },
	shift: { type: "string" },
	size: { type: "string", multiple: true },
	format: { type: "string", default: "jpeg" },
	workers: { type: "string", default: String(availableParallelism()) },
} as const;

await runCommand({
	name: "zoo:generate",
	help,
	options,
	async run({ split, seed, severity, shift, "contact-sheet": sheet, size = ["64"], ...values }) {
		const drawing: GeneratorOptions = {
			split: split as Split,
			seed: Number(seed),
			severity: Number(severity),
			shift: shift as Shift | undefined,
		};
		const generator = createGenerator(drawing);
		if (values.out === undefined && sheet === undefined)
			throw new Error("--out or --contact-sheet is needed");
		if (sheet !== undefined) {
			writeFileSync(typedPath(sheet), contactSheet(generator, 20, 12));
			process.stdout.write(`${typedPath(sheet)}\n`);
		}
		if (values.out !== undefined) await generate(typedPath(values.out), drawing, { ...values, size });
	},
});

async function generate(
	out: string,
	options: GeneratorOptions,
	values: { count: string; size: string[]; format: string; workers: string },
): Promise<void> {
	const count = positive("count", values.count);
	const stride = positive("workers", values.workers);
	if (!["jpeg", "png", "webp"].includes(values.format))
		throw new RangeError(`there is no format ${values.format}`);
	const sides = values.size.map((size) => positive("size", size));
	const files = out.endsWith(".bin")
		? sides.map((side) => ({ side, path: sides.length > 1 ? out.replace(/\.bin$/, `-${side}.bin`) : out }))
		: [];
	const folder = files.length ? undefined : { path: out, format: values.format as ImageFormat };
	mkdirSync(dirname(out), { recursive: true });
	for (const { path, side } of files) beginFile(path, count, side);
	const advance = progressBar(`${count} pictures`, count);
	await Promise.all(
		Array.from({ length: stride }, (_, first) =>
			run(
				{ options, count, chunk: Math.min(200, Math.ceil(count / stride)), first, stride, files, folder },
				advance,
			),
		),
	);
	process.stdout.write(`${files.map(({ path }) => path).join("\n") || out}\n`);
}

function beginFile(path: string, count: number, side: number): void {
	const handle = openSync(path, "w");
	writeSync(handle, datasetHeader(count, side));
	ftruncateSync(handle, HEADER_BYTES + count * recordBytes(side));
	closeSync(handle);
}

function run(job: GenerateJob, advance: (more: number) => void): Promise<void> {
	return new Promise((done, failed) => {
		const worker = fork(new URL("./generate_worker.ts", import.meta.url), [JSON.stringify(job)]);
		worker.on("message", (more) => advance(Number(more)));
		worker.on("error", failed);
		worker.on("exit", (code) => (code === 0 ? done() : failed(new Error(`a worker ended with ${code}`))));
	});
}
