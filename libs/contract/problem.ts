import { z } from "zod";

/** What a problem type says whenever it occurs: the status of its response and a short, unchanging title. */
export interface ProblemKind {
	/** HTTP status. */
	status: number;
	/** Summary that is the same at every occurrence. */
	title: string;
}

/** The stable last part of a problem's `type`. */
export type ProblemSlug =
	| "body-cut-off"
	| "body-too-large"
	| "client-gone"
	| "headers-too-large"
	| "image-empty"
	| "image-missing"
	| "image-too-large"
	| "image-too-small"
	| "image-unreadable"
	| "internal"
	| "invalid-body"
	| "invalid-header"
	| "invalid-query"
	| "log-unavailable"
	| "malformed-request"
	| "method-not-allowed"
	| "not-allowed"
	| "not-an-image"
	| "not-found"
	| "not-ready"
	| "queue-full"
	| "range-not-satisfiable"
	| "request-timeout"
	| "shutting-down"
	| "too-many-bodies"
	| "too-many-listeners"
	| "unknown-model"
	| "unknown-task"
	| "unknown-version";

/**
 * Every problem that the gateway answers with, by the stable last part of its `type`.
 *
 * @example
 * ```ts
 * import { problemKinds } from "@mdinference/contract";
 *
 * if (problemKinds["unknown-task"].status !== 404) throw new Error("an unknown task is not found");
 * ```
 */
export const problemKinds: Readonly<Record<ProblemSlug, ProblemKind>> = {
	"body-cut-off": { status: 400, title: "The body ended early" },
	"body-too-large": { status: 413, title: "The body is larger than the gateway accepts" },
	"client-gone": { status: 499, title: "The client closed the connection" },
	"headers-too-large": { status: 431, title: "The request headers are too large" },
	"image-empty": { status: 400, title: "The body is empty" },
	"image-missing": { status: 400, title: "The form has no image" },
	"image-too-large": { status: 413, title: "The image has too many pixels" },
	"image-too-small": { status: 422, title: "The image has too few pixels" },
	"image-unreadable": { status: 422, title: "The image is damaged" },
	internal: { status: 500, title: "The gateway failed" },
	"invalid-body": { status: 400, title: "The body is not what is asked for" },
	"invalid-header": { status: 400, title: "A request header is not valid" },
	"invalid-query": { status: 400, title: "A query parameter is not valid" },
	"log-unavailable": { status: 503, title: "The outcome log cannot be written now" },
	"malformed-request": { status: 400, title: "The request is not HTTP" },
	"method-not-allowed": { status: 405, title: "This path does not answer that method" },
	"not-allowed": { status: 403, title: "This is for the operator alone" },
	"not-an-image": { status: 415, title: "The body is not an image that the gateway reads" },
	"not-found": { status: 404, title: "There is nothing at this path" },
	"not-ready": { status: 503, title: "The gateway is not ready" },
	"queue-full": { status: 503, title: "The inference queue is full" },
	"range-not-satisfiable": { status: 416, title: "The file has no such part" },
	"request-timeout": { status: 408, title: "The request did not arrive in time" },
	"shutting-down": { status: 503, title: "The gateway is shutting down" },
	"too-many-bodies": { status: 503, title: "There are too many bodies on their way" },
	"too-many-listeners": { status: 503, title: "There are too many clients that listen" },
	"unknown-model": { status: 404, title: "The task has no such model" },
	"unknown-task": { status: 404, title: "The gateway does not serve this task" },
	"unknown-version": { status: 404, title: "The model has no such profile version" },
};

/** A problem document, `application/problem+json` (RFC 9457). */
export interface Problem {
	/** Stable and resolvable at the gateway: `/problems/` and a {@link ProblemSlug}. */
	type: string;
	/** Summary that is the same at every occurrence. */
	title: string;
	/** HTTP status. */
	status: number;
	/** What is wrong this time, why, and what would be right. */
	detail: string;
	/** The request's id, where it had one. */
	requestId?: string | undefined;
	/** The header, parameter or field that is wrong, where there is one. */
	field?: string | undefined;
}

/**
 * Parses a problem document.
 *
 * @example
 * ```ts
 * import { Problem } from "@mdinference/contract";
 *
 * const problem = Problem.parse({
 * 	type: "/problems/unknown-task",
 * 	title: "The gateway does not serve this task",
 * 	status: 404,
 * 	detail: "There is no task \"cats\"; there is: characters.",
 * });
 * if (problem.status !== 404) throw new Error("the status must be kept");
 * ```
 */
export const Problem: z.ZodType<Problem> = z.object({
	type: z.string().meta({ example: "/problems/unknown-task" }),
	title: z.string(),
	status: z.int(),
	detail: z.string(),
	requestId: z.string().optional(),
	field: z.string().optional(),
});
