/**
 * As many requests as the pool takes are in flight.
 *
 * @example
 * ```ts
 * import { QueueFullError } from "@mdinference/inference";
 *
 * if (new QueueFullError(66).capacity !== 66) throw new Error("the capacity is kept");
 * ```
 */
export class QueueFullError extends Error {
	/** Name of this class. */
	override readonly name = "QueueFullError";
	/** Requests that the pool takes at once: its workers and its queue. */
	readonly capacity: number;

	/** Says how many requests are in flight. */
	constructor(capacity: number) {
		super(`All ${capacity} places are taken by requests in flight; try again later.`);
		this.capacity = capacity;
	}
}

/**
 * The pool was closed and takes no more requests.
 *
 * @example
 * ```ts
 * import { PoolClosedError } from "@mdinference/inference";
 *
 * if (new PoolClosedError().name !== "PoolClosedError") throw new Error("errors have names");
 * ```
 */
export class PoolClosedError extends Error {
	/** Name of this class. */
	override readonly name = "PoolClosedError";

	/** Says that the pool is closed. */
	constructor() {
		super("The inference pool is closed.");
	}
}

/**
 * The pool was made without such a model.
 *
 * @example
 * ```ts
 * import { UnknownModelError } from "@mdinference/inference";
 *
 * if (new UnknownModelError("characters", "huge").model !== "huge") throw new Error("the model is kept");
 * ```
 */
export class UnknownModelError extends Error {
	/** Name of this class. */
	override readonly name = "UnknownModelError";
	/** The task that was asked for. */
	readonly task: string;
	/** The model that was asked for. */
	readonly model: string;

	/** Says which model there is not. */
	constructor(task: string, model: string) {
		super(`There is no model "${model}" for the task "${task}".`);
		this.task = task;
		this.model = model;
	}
}

/**
 * A model failed on a request, or the worker that ran it died; the cause says which. Other requests go on.
 *
 * @example
 * ```ts
 * import { InferenceError } from "@mdinference/inference";
 *
 * const error = new InferenceError("characters", "nano", { cause: new Error("out of bounds") });
 * if (!error.message.includes("out of bounds")) throw new Error("the cause is told");
 * ```
 */
export class InferenceError extends Error {
	/** Name of this class. */
	override readonly name = "InferenceError";
	/** Task of the model. */
	readonly task: string;
	/** Name of the model. */
	readonly model: string;

	/** Says which model failed. */
	constructor(task: string, model: string, options: { cause: unknown }) {
		const { cause } = options;
		super(
			`The model "${model}" of "${task}" failed: ${cause instanceof Error ? cause.message : cause}.`,
			options,
		);
		this.task = task;
		this.model = model;
	}
}

/**
 * A request was taken back before a worker began; the cause is the reason of its signal.
 *
 * @example
 * ```ts
 * import { RequestAbandonedError } from "@mdinference/inference";
 *
 * const error = new RequestAbandonedError(30, { cause: new Error("the client left") });
 * if (error.queueMs !== 30) throw new Error("it would have waited for at least that long");
 * ```
 */
export class RequestAbandonedError extends Error {
	/** Name of this class. */
	override readonly name = "RequestAbandonedError";
	/** How long it had waited for a worker, in milliseconds; null where it left before it began to wait. */
	readonly queueMs: number | null;

	/** Says for how long it had waited. */
	constructor(queueMs: number | null, options: { cause: unknown }) {
		super("The request was taken back before a worker began.", options);
		this.queueMs = queueMs;
	}
}
