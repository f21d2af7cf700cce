/** Samples below which a model's mean is not trusted: it is never the base model. */
export const minSamples = 10;

/** What the selection knows of a model. */
export interface Candidate {
	/** Its name, unique among the candidates. */
	readonly name: string;
	/** A(m), expected top-1 accuracy, in [0, 1]. */
	readonly accuracy: number;
	/** mu(m), mean service time, in milliseconds. */
	readonly meanMs: number;
	/** sigma(m), standard deviation of the service time, in milliseconds. */
	readonly stdMs: number;
	/** Effective number of samples behind the two. */
	readonly samples: number;
}

/** Thrown for a candidate that would poison a selection. */
export class InvalidCandidateError extends Error {
	/** Name of the model. */
	readonly model: string;
	/** The field that is wrong. */
	readonly field: "accuracy" | "meanMs" | "stdMs" | "samples";
	/** What it was. */
	readonly value: number;

	/** Names the model, the field and what it was. */
	constructor(model: string, field: InvalidCandidateError["field"], value: number) {
		const rule = field === "accuracy" ? "a number in [0, 1]" : "a finite number, 0 or more";
		super(`${field} of model ${model} must be ${rule}, not ${value}`);
		this.name = "InvalidCandidateError";
		this.model = model;
		this.field = field;
		this.value = value;
	}
}

/** Thrown when there is nothing to choose from. */
export class NoCandidateError extends Error {
	/** Says that the list was empty. */
	constructor() {
		super("there must be at least one candidate");
		this.name = "NoCandidateError";
	}
}

/**
 * Refuses NaN, infinite and negative times, and an accuracy outside [0, 1].
 *
 * @returns the candidate itself
 * @throws {InvalidCandidateError} naming the field
 *
 * @example
 * ```ts
 * import { checkCandidate, InvalidCandidateError } from "@mdinference/selection";
 *
 * try {
 * 	checkCandidate({ name: "nano", accuracy: 41.4, meanMs: 2.5, stdMs: 0.2, samples: 1000 });
 * 	throw new Error("an accuracy in percent must be refused");
 * } catch (error) {
 * 	if (!(error instanceof InvalidCandidateError)) throw error;
 * }
 * ```
 */
export function checkCandidate<T extends Candidate>(candidate: T): T {
	const { name, accuracy, meanMs, stdMs, samples } = candidate;
	if (!(accuracy >= 0 && accuracy <= 1)) throw new InvalidCandidateError(name, "accuracy", accuracy);
	if (!isAmount(meanMs)) throw new InvalidCandidateError(name, "meanMs", meanMs);
	if (!isAmount(stdMs)) throw new InvalidCandidateError(name, "stdMs", stdMs);
	if (!isAmount(samples)) throw new InvalidCandidateError(name, "samples", samples);
	return candidate;
}

function isAmount(value: number): boolean {
	return value >= 0 && value < Number.POSITIVE_INFINITY;
}
