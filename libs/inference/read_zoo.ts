import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { Manifest } from "@mdinference/contract";
import { ZooError } from "./zoo_error.ts";

/** A model whose file was read and found to be the one that its manifest describes. */
export interface ZooModel {
	/** What the model is. */
	manifest: Manifest;
	/** The ONNX file, shared so that every worker loads the very bytes that were verified. */
	bytes: SharedArrayBuffer;
	/** Where the ONNX file was read, for messages. */
	path: string;
}

/**
 * Reads and verifies all models of a zoo: a folder with one folder a task, in which every `.json` file is a manifest
 * and stands beside the ONNX file that it names. All else is ignored.
 *
 * @param folder path of the zoo
 * @returns the models, by task and file name
 * @throws {ZooError} the folder or a model is missing, a manifest is not JSON, not valid or disagrees with its
 * neighbours, or a model is not the one of its manifest
 *
 * @example
 * ```ts
 * import { readZoo } from "@mdinference/inference";
 *
 * const models = await readZoo("data/zoo");
 * if (models.length === 0) throw new Error("a zoo without models is refused");
 * ```
 */
export async function readZoo(folder: string): Promise<ZooModel[]> {
	const models: ZooModel[] = [];
	for (const task of await list(folder, (entry) => entry.isDirectory())) {
		const first = models.length;
		for (const file of await list(join(folder, task), (entry) => entry.name.endsWith(".json"))) {
			const path = join(folder, task, file);
			const manifest = await readManifest(path, task);
			refuseDisagreement(path, manifest, models.slice(first));
			models.push(await readModel(join(folder, task, manifest.file), manifest));
		}
	}
	if (models.length > 0) return models;
	throw new ZooError("no-model", folder, "holds no model: a manifest belongs into <task>/<name>.json.");
}

interface Entry {
	name: string;
	isDirectory(): boolean;
}

async function list(folder: string, wanted: (entry: Entry) => boolean): Promise<string[]> {
	const entries = await readdir(folder, { withFileTypes: true }).catch((cause) => {
		const problem = `cannot be read (${cause.code}): name a folder with one folder of models for each task.`;
		throw new ZooError("folder-missing", folder, problem, { cause });
	});
	return entries
		.filter(wanted)
		.map((entry) => entry.name)
		.sort();
}

async function readManifest(path: string, task: string): Promise<Manifest> {
	const result = Manifest.safeParse(parseJson(path, await readFile(path, "utf8")));
	if (!result.success) {
		const issues = result.error.issues.map((issue) => `${issue.path.join(".") || "it"}: ${issue.message}`);
		throw new ZooError("manifest-invalid", path, `is not a valid manifest: ${issues.join("; ")}.`, {
			cause: result.error,
		});
	}
	if (result.data.task === task) return result.data;
	throw new ZooError("task-differs", path, `is of task "${result.data.task}": move it from "${task}" there.`);
}

function parseJson(path: string, text: string): unknown {
	try {
		return JSON.parse(text);
	} catch (cause) {
		const problem = `is not JSON (${(cause as Error).message}): write the manifest again.`;
		throw new ZooError("manifest-not-json", path, problem, { cause });
	}
}

function refuseDisagreement(path: string, manifest: Manifest, siblings: readonly ZooModel[]): void {
	if (siblings.some((sibling) => sibling.manifest.name === manifest.name)) {
		const problem = `has the name "${manifest.name}" of another model of the task: give it one of its own.`;
		throw new ZooError("name-taken", path, problem);
	}
	const other = siblings[0]?.manifest;
	if (other === undefined || JSON.stringify(other.labels) === JSON.stringify(manifest.labels)) return;
	const problem = `has other labels than "${other.name}": models of one task have the same, in the same order.`;
	throw new ZooError("labels-differ", path, problem);
}

async function readModel(path: string, manifest: Manifest): Promise<ZooModel> {
	const file = await readFile(path).catch((cause) => {
		const problem = `cannot be read (${cause.code}), but the manifest of "${manifest.name}" names it: restore it.`;
		throw new ZooError("model-missing", path, problem, { cause });
	});
	if (file.length !== manifest.bytes) {
		const reason = file.length < manifest.bytes ? "model-truncated" : "model-altered";
		const problem = `has ${file.length} bytes where its manifest says ${manifest.bytes}: restore the file.`;
		throw new ZooError(reason, path, problem);
	}
	const sha256 = createHash("sha256").update(file).digest("hex");
	if (sha256 !== manifest.sha256) {
		const problem = `has SHA-256 ${sha256} where its manifest says ${manifest.sha256}: restore the file.`;
		throw new ZooError("model-altered", path, problem);
	}
	const bytes = new SharedArrayBuffer(file.length);
	new Uint8Array(bytes).set(file);
	return { manifest, bytes, path };
}
