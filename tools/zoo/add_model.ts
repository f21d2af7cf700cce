import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { Manifest, type Preprocessing } from "@mdinference/contract";
import { loadClassifier } from "./classifier.ts";
import { listLabelledImages } from "./labelled_images.ts";
import { type Answers, answer, countRight, fitTemperature, type ServiceTimes, timeRuns } from "./measure.ts";
import { GraphError, type GraphValue, readGraph } from "./read_graph.ts";

/** What cannot be read off the files of a new model. */
export interface AddModelOptions {
	/** Its name in the task. Default: the ONNX file's. */
	name?: string | undefined;
	/** One sentence. Default: the file's name. */
	description?: string | undefined;
	/** Whether phones may run it. Default no. */
	device?: boolean | undefined;
	/** How pictures are made to fit. Default `cover`. */
	resize?: Preprocessing["resize"] | undefined;
	/** Mean of each channel after scaling to [0, 1]. Default 0. */
	mean?: number[] | undefined;
	/** Standard deviation of each channel. Default 1. */
	std?: number[] | undefined;
	/** Axis order, where the shape leaves it open. */
	layout?: Preprocessing["layout"] | undefined;
	/** Side of the input in pixels, where the graph leaves it open. */
	side?: number | undefined;
	/** Timed runs. Default 1000. */
	runs?: number | undefined;
	/** Shows how far a piece of work of a given size is. Default nothing. */
	progress?: ((what: string, total: number) => (more: number) => void) | undefined;
}

/** A model that was added. */
export interface AddedModel {
	/** Its manifest, as written. */
	manifest: Manifest;
	/** Its warm runs on this machine. */
	times: ServiceTimes;
	/** Pictures that could not be read, and why. */
	unreadable: Answers["unreadable"];
}

/**
 * Measures a model instead of believing: reads its graph, times it, asks it about labelled pictures, and writes it
 * with its manifest into the zoo. A new task begins with its first model.
 *
 * @param zoo folder of the zoo
 * @param files the task, and where the ONNX file, the labels (one a line, or a JSON array) and the pictures are
 * @throws GraphError when the graph cannot serve; Error when labels, pictures and graph do not agree
 */
export async function addModel(
	zoo: string,
	files: { task: string; onnx: string; labels: string; images: string },
	options: AddModelOptions = {},
): Promise<AddedModel> {
	const bytes = new Uint8Array(new SharedArrayBuffer(readFileSync(files.onnx).length));
	bytes.set(readFileSync(files.onnx));
	const labels = readLabels(files.labels);
	const images = listLabelledImages(files.images);
	const graph = await readGraph(files.onnx, bytes.slice());
	const name = options.name ?? basename(files.onnx, ".onnx");
	const preprocessing = preprocessingOf(files.onnx, graph.input, options);
	const { width, height, layout, mean } = preprocessing;
	const outputs = graph.output.shape.at(-1);
	if (typeof outputs === "number" && outputs !== labels.length) {
		throw new GraphError(
			files.onnx,
			`gives ${outputs} numbers, but ${files.labels} has ${labels.length} labels`,
		);
	}
	const draft: Manifest = {
		schema: 1,
		task: files.task,
		name,
		version: "1.0.0",
		description: options.description ?? `${basename(files.onnx)}, added with zoo:add.`,
		file: `${name}.onnx`,
		bytes: bytes.length,
		sha256: createHash("sha256").update(bytes).digest("hex"),
		device: options.device ?? false,
		input: {
			name: graph.input.name,
			shape: layout === "nchw" ? [1, mean.length, height, width] : [1, height, width, mean.length],
			dtype: "float32",
		},
		output: {
			name: graph.output.name,
			shape: [1, labels.length],
			dtype: "float32",
			kind: "logits",
			temperature: 1,
		},
		preprocessing,
		labels,
		accuracy: {
			top1: 0,
			images: images.length,
			dataset: `${images.length} pictures of ${basename(files.images)}`,
		},
	};
	const classifier = await loadClassifier({ manifest: draft, bytes: bytes.buffer as SharedArrayBuffer });
	const { runs = 1000, progress = () => () => {} } = options;
	const times = await timeRuns(classifier, runs, progress(`${name}: timing`, runs));
	const answers = await answer(classifier, images, labels, progress(`${name}: pictures`, images.length));
	const [first] = answers.unreadable;
	if (answers.scores.length === 0)
		throw new Error(`no picture could be read: ${first?.path}: ${first?.reason}`);
	const manifest = Manifest.parse({ ...draft, ...measured(draft, answers) });
	mkdirSync(join(zoo, files.task), { recursive: true });
	writeFileSync(join(zoo, files.task, manifest.file), bytes);
	writeFileSync(join(zoo, files.task, `${name}.json`), `${JSON.stringify(manifest, undefined, "\t")}\n`);
	return { manifest, times, unreadable: answers.unreadable };
}

/** The fields of a manifest that follow from the model's answers. */
function measured(draft: Manifest, answers: Answers): Pick<Manifest, "output" | "accuracy"> {
	const sums = answers.scores.map((row) => row.reduce((sum, score) => sum + score, 0));
	const sure = answers.scores.every((row) => row.every((score) => score >= 0));
	const kind = sure && sums.every((sum) => Math.abs(sum - 1) < 1e-3) ? "probabilities" : "logits";
	const temperature = kind === "logits" ? fitTemperature(answers) : 1;
	const top1 = Number((countRight(answers) / answers.scores.length).toFixed(4));
	return {
		output: { ...draft.output, kind, temperature },
		accuracy: { ...draft.accuracy, top1, images: answers.scores.length },
	};
}

function readLabels(path: string): string[] {
	const text = readFileSync(path, "utf8").trim();
	return text.startsWith("[") ? JSON.parse(text).map(String) : text.split(/\r?\n/).map((line) => line.trim());
}

/** Finds width, height, channels and axis order in the input's shape, and asks the options for what it leaves open. */
function preprocessingOf(file: string, { shape, type }: GraphValue, options: AddModelOptions): Preprocessing {
	if (type !== "float32") throw new GraphError(file, `reads ${type}; only float32 can be given`);
	const [, a, b, c] = shape;
	const isChannels = (side: number | string | undefined) => side === 1 || side === 3;
	const layout = options.layout ?? (isChannels(a) ? "nchw" : "nhwc");
	const [channels, height, width] = layout === "nchw" ? [a, b, c] : [c, a, b];
	if (shape.length !== 4 || !isChannels(channels)) {
		throw new GraphError(
			file,
			`reads [${shape}]: pictures give [1, channels, height, width] or [1, height, width, channels] with 1 or 3 channels`,
		);
	}
	const side = (length: number | string | undefined) =>
		typeof length === "number" && length > 0 ? length : options.side;
	const [wide, high] = [side(width), side(height)];
	if (wide === undefined || high === undefined)
		throw new GraphError(file, "leaves its input's size open: give --side");
	const numbers = (given: number[] | undefined, value: number) =>
		given?.length === 1 || given === undefined ? Array(Number(channels)).fill(given?.[0] ?? value) : given;
	return {
		width: wide,
		height: high,
		resize: options.resize ?? "cover",
		channels: channels === 1 ? "gray" : "rgb",
		layout,
		mean: numbers(options.mean, 0),
		std: numbers(options.std, 1),
	};
}
