import { parseArgs } from "node:util";
import type { Preprocessing } from "@mdinference/contract";
import { addModel } from "./add_model.ts";
import { progressBar } from "./progress.ts";
import { ZOO } from "./starter_models.ts";
import { typedPath } from "./typed_path.ts";

const HELP = `Adds a model of your own to a task, measured on this machine and on your pictures.

  npx nx run zoo:add -- --task plants --onnx plants.onnx --labels labels.txt --images pictures

  --task NAME         task; a new one begins with its first model
  --onnx FILE         the model: one input (float32 picture), one output (a number a label)
  --labels FILE       one label a line, or a JSON array, in the order of the output
  --images PATH       test pictures: a folder with one folder a class, or a CSV file of path,label
  --name NAME         name of the model (the file's)
  --description TEXT  one sentence
  --device            phones may run it
  --resize KIND       cover, contain or fill (cover)
  --mean A,B,C        subtracted after scaling to 0..1, a number a channel or one for all (0)
  --std A,B,C         divided by after that (1)
  --layout KIND       nchw or nhwc, where the shape leaves it open
  --side N            width and height in pixels, where the graph leaves them open
  --runs N            timed runs (1000)
`;

const text = { type: "string" } as const;
const { values } = parseArgs({
	options: {
		task: text,
		onnx: text,
		labels: text,
		images: text,
		name: text,
		description: text,
		device: { type: "boolean", default: false },
		resize: text,
		mean: text,
		std: text,
		layout: text,
		side: text,
		runs: { type: "string", default: "1000" },
		help: { type: "boolean", default: false },
	},
});

const { task, onnx, labels, images } = values;
if (values.help || !task || !onnx || !labels || !images) {
	process.stdout.write(HELP);
} else {
	try {
		await add({ task, onnx: typedPath(onnx), labels: typedPath(labels), images: typedPath(images) });
	} catch (error) {
		process.stderr.write(`zoo:add: ${error instanceof Error ? error.message : error}\n`);
		process.exitCode = 1;
	}
}

async function add(files: Parameters<typeof addModel>[1]): Promise<void> {
	const numbers = (list: string | undefined) => list?.split(",").map(Number);
	const { manifest, times, unreadable } = await addModel(ZOO, files, {
		name: values.name,
		description: values.description,
		device: values.device,
		resize: values.resize as Preprocessing["resize"] | undefined,
		mean: numbers(values.mean),
		std: numbers(values.std),
		layout: values.layout as Preprocessing["layout"] | undefined,
		side: values.side === undefined ? undefined : Number(values.side),
		runs: Number(values.runs),
		progress: progressBar,
	});
	for (const { path, reason } of unreadable) process.stdout.write(`not read: ${path}: ${reason}\n`);
	const { accuracy, name } = manifest;
	const [mean, sd, p99] = [times.meanMs, times.sdMs, times.quantileMs(0.99)].map((ms) => ms.toFixed(3));
	process.stdout.write(
		`${manifest.task}/${name}: top-1 ${(100 * accuracy.top1).toFixed(2)} % of ${accuracy.images} pictures`,
	);
	process.stdout.write(`, ${unreadable.length} not read; ${mean} ms (sd ${sd}, p99 ${p99}) on one core\n`);
}
