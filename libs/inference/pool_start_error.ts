/**
 * The workers could not be started or a model could not be run in them. The message names every model that failed,
 * its file and why.
 *
 * @example
 * ```ts
 * import { PoolStartError } from "@mdinference/inference";
 *
 * const error = new PoolStartError(["zoo/characters/nano.onnx: protobuf parsing failed"]);
 * if (error.problems.length !== 1) throw new Error("the problems are kept");
 * ```
 */
export class PoolStartError extends Error {
	/** Name of this class. */
	override readonly name = "PoolStartError";
	/** One entry a model that failed; none where the workers themselves did. */
	readonly problems: readonly string[];

	/** Says what failed. */
	constructor(problems: readonly string[], options?: ErrorOptions) {
		const all = problems.length > 0 ? problems.join("; ") : `a worker did not start (${options?.cause})`;
		super(`Inference cannot start: ${all}.`, options);
		this.problems = problems;
	}
}
