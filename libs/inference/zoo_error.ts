/** What is wrong with a zoo. */
export type ZooErrorReason =
	| "folder-missing"
	| "no-model"
	| "manifest-not-json"
	| "manifest-invalid"
	| "task-differs"
	| "name-taken"
	| "labels-differ"
	| "model-missing"
	| "model-truncated"
	| "model-altered";

/**
 * A zoo that cannot be served. The message is a sentence that names the file, what is wrong and what to do.
 *
 * @example
 * ```ts
 * import { ZooError } from "@mdinference/inference";
 *
 * const error = new ZooError("model-missing", "zoo/characters/nano.onnx", "is not there");
 * if (error.message !== "zoo/characters/nano.onnx is not there") throw new Error("the file stands first");
 * ```
 */
export class ZooError extends Error {
	/** Name of this class. */
	override readonly name = "ZooError";
	/** What is wrong, for programs. */
	readonly reason: ZooErrorReason;
	/** The file or folder that is wrong. */
	readonly path: string;

	/** Says what is wrong with the file or folder at `path`. */
	constructor(reason: ZooErrorReason, path: string, problem: string, options?: ErrorOptions) {
		super(`${path} ${problem}`, options);
		this.reason = reason;
		this.path = path;
	}
}
