import { type AddedModel, addModel } from "./add_model.ts";
import { positive, runCommand } from "./command.ts";
import { wilsonInterval } from "./measure.ts";
import { progressBar } from "./progress.ts";
import { ZOO } from "./starter_models.ts";
import { typedPath } from "./typed_path.ts";

const help = `Adds a model of your own to a task, measured on this machine and on your pictures.

  npx nx run zoo:add -- --task plants --onnx plants.onnx --labels labels.txt --images pictures

  --task NAME         task; a new one begins with its first model
  --onnx FILE         the model: one input (float32 picture), one output (a number a label)
  --labels FILE       one label a line, or a JSON array, in the order of the output
  --images PATH       test pictures: a folder with one folder a class, or a CSV file of path,label
  --name NAME         name of the model (the file's)
  --description TEXT  one sentence
  --device            phones may run it
  --resize KIND       cover, contain or fill (cover)
  --crop SHARE        what is left of each side, around the centre, after resizing: 0.875 for 224 of 256 (1)
  --mean A,B,C        subtracted after scaling to 0..1, a number a channel or one for all (0)
  --std A,B,C         divided by after that (1); 0.00392157 gives a model the numbers from 0 to 255
  --layout KIND       nchw or nhwc, where the shape leaves it open
  --side N            width and height in pixels, where the graph leaves them open
  --runs N            timed runs (1000)

The rest is read off the graph: names, size, channels, axis order, and whether it reads floats or bytes (uint8: pixels
as they are, without mean and std).
`;

const text = { type: "string" } as const;
const options = {
	task: text,
	onnx: text,
	labels: text,
	images: text,
	name: text,
	description: text,
	device: { type: "boolean", default: false },
	resize: text,
	crop: text,
	mean: text,
	std: text,
	layout: text,
	side: text,
	runs: { type: "string", default: "1000" },
} as const;

await runCommand({
	name: "zoo:add",
	help,
	options,
	async run({ task, onnx, labels, images, crop, mean, std, side, runs, ...rest }) {
		if (!task || !onnx || !labels || !images)
			throw new Error("--task, --onnx, --labels and --images are needed");
		const files = { task, onnx: typedPath(onnx), labels: typedPath(labels), images: typedPath(images) };
		const added = await addModel(ZOO, files, {
			...rest,
			crop: crop === undefined ? undefined : number("crop", crop),
			mean: mean?.split(",").map((part) => number("mean", part)),
			std: std?.split(",").map((part) => number("std", part)),
			side: side === undefined ? undefined : positive("side", side),
			runs: positive("runs", runs),
			progress: progressBar,
		});
		report(added);
	},
});

function report({ manifest, times, unreadable }: AddedModel): void {
	for (const { path, reason } of unreadable) process.stdout.write(`not read: ${path}: ${reason}\n`);
	const { accuracy, name, task } = manifest;
	const [low, high] = wilsonInterval(accuracy.top1 * accuracy.images, accuracy.images);
	const percent = (share: number) => (100 * share).toFixed(2);
	const ms = (time: number) => time.toFixed(3);
	const [p50, p95, p99] = [0.5, 0.95, 0.99].map((q) => ms(times.quantileMs(q)));
	process.stdout.write(
		`${task}/${name}: top-1 ${percent(accuracy.top1)} % (95 % interval ${percent(low)} to ${percent(high)}) ` +
			`of ${accuracy.images} pictures, ${unreadable.length} not read\n` +
			`${ms(times.meanMs)} ms (sd ${ms(times.sdMs)}, p50 ${p50}, p95 ${p95}, p99 ${p99}) on one core\n`,
	);
}

function number(name: string, text: string): number {
	const value = Number(text);
	if (text.trim() !== "" && Number.isFinite(value)) return value;
	throw new RangeError(`--${name} has "${text}", not a number`);
}
