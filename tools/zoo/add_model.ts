import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { Manifest } from "@mdinference/contract";
import { readZoo } from "@mdinference/inference";
import { loadClassifier } from "./classifier.ts";
import { findPreprocessing, type PreprocessingOptions } from "./find_preprocessing.ts";
import { listLabelledImages } from "./labelled_images.ts";
import { type Answers, answer, countRight, fitTemperature } from "./measure.ts";
import { GraphError, type GraphValue, readGraph } from "./read_graph.ts";
import { toServiceTime } from "./record_service_time.ts";
import { type ServiceTimes, timeRuns } from "./service_times.ts";

/** What cannot be read off the files of a new model. */
export interface AddModelOptions extends PreprocessingOptions {
	/** Its name in the task. Default: the ONNX file's. */
	name?: string | undefined;
	/** One sentence. Default: the file's name. */
	description?: string | undefined;
	/** Whether phones may run it. Default no. */
	device?: boolean | undefined;
	/** Timed runs. Default 1000. */
	runs?: number | undefined;
	/** Shows how far a piece of work of a given size is. Default nothing. */
	progress?: ((what: string, total: number) => (more: number) => void) | undefined;
}

/** What was given for a new model does not agree. */
export class AddModelError extends Error {
	/** Name of this class. */
	override readonly name = "AddModelError";
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
 * with its manifest into the zoo. A new task begins with its first model; a model of the same name is replaced, and a
 * changed file gets the next version.
 *
 * @param zoo folder of the zoo
 * @param files the task, and where the ONNX file, the labels (one a line, or a JSON array) and the pictures are
 * @throws GraphError when the graph cannot serve; AddModelError when the options, the labels, the pictures and the task's
 * other models do not agree
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
	const preprocessing = findPreprocessing(files.onnx, graph.input, options);
	const { width, height, layout, channels: colours } = preprocessing;
	const channels = colours === "gray" ? 1 : 3;
	refuseOutput(files, graph.output, labels.length);
	const sha256 = createHash("sha256").update(bytes).digest("hex");
	const draft = checked({
		schema: 1,
		task: files.task,
		name,
		version: versionAfter(await modelsOf(zoo, files.task), { name, sha256, labels }),
		description: options.description ?? `${basename(files.onnx)}, added with zoo:add.`,
		file: `${name}.onnx`,
		bytes: bytes.length,
		sha256,
		device: options.device ?? false,
		input: {
			name: graph.input.name,
			shape: layout === "nchw" ? [1, channels, height, width] : [1, height, width, channels],
			dtype: graph.input.type as "float32" | "uint8",
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
	});
	const classifier = await loadClassifier({ manifest: draft, bytes: bytes.buffer as SharedArrayBuffer });
	await classifier.answerToZeros();
	const { runs = 1000, progress = () => () => {} } = options;
	const times = await timeRuns(classifier.runOnZeros, runs, progress(`${name}: timing`, runs));
	const answers = await answer(classifier, images, labels, progress(`${name}: pictures`, images.length));
	const [first] = answers.unreadable;
	if (answers.scores.length === 0)
		throw new AddModelError(`no picture could be read: ${first?.path}: ${first?.reason}`);
	const manifest = checked({ ...draft, ...measured(draft, answers), serviceTime: toServiceTime(times) });
	mkdirSync(join(zoo, files.task), { recursive: true });
	writeFileSync(join(zoo, files.task, manifest.file), bytes);
	writeFileSync(join(zoo, files.task, `${name}.json`), `${JSON.stringify(manifest, undefined, "\t")}\n`);
	return { manifest, times, unreadable: answers.unreadable };
}

function refuseOutput(
	{ onnx, labels }: { onnx: string; labels: string },
	{ shape, type }: GraphValue,
	count: number,
): void {
	if (type !== "float32")
		throw new GraphError(onnx, `gives ${type}: a float32 a label is needed, so cast in the graph`);
	if (shape.length !== 2)
		throw new GraphError(onnx, `gives [${shape}]: a row of one number a label is needed`);
	const outputs = shape[1];
	if (typeof outputs === "string" || outputs === count) return;
	throw new GraphError(onnx, `gives ${outputs} numbers, but ${labels} has ${count} labels`);
}

function checked(manifest: Manifest): Manifest {
	const result = Manifest.safeParse(manifest);
	if (result.success) return result.data;
	throw new AddModelError(
		result.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join("; "),
	);
}

/** The models that a task has, or none where it is new. */
async function modelsOf(zoo: string, task: string): Promise<Manifest[]> {
	if (!existsSync(join(zoo, task))) return [];
	return (await readZoo(zoo)).map(({ manifest }) => manifest).filter((manifest) => manifest.task === task);
}

function versionAfter(
	siblings: readonly Manifest[],
	{ name, sha256, labels }: Pick<Manifest, "name" | "sha256" | "labels">,
): string {
	const other = siblings.find((sibling) => sibling.labels.join("\n") !== labels.join("\n"));
	if (other) {
		throw new AddModelError(
			`${other.task} has other labels in ${other.name}: models of one task have the same, in the same order`,
		);
	}
	const before = siblings.find((sibling) => sibling.name === name);
	if (before === undefined) return "1.0.0";
	const [major, minor = 0] = before.version.split(".").map(Number);
	return before.sha256 === sha256 ? before.version : `${major}.${minor + 1}.0`;
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
