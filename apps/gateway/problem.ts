import { type Problem, type ProblemSlug, problemKinds } from "@mdinference/contract";
import { readableEverywhere } from "./cross_origin.ts";

/** Thrown where a request cannot be answered; one place turns it into a problem document. */
export class ProblemError extends Error {
	/** Which kind of problem. */
	readonly slug: ProblemSlug;
	/** The header, parameter or field that is wrong. */
	readonly field: string | undefined;

	/** Takes the kind and a sentence that says what is wrong, why, and what would be right. */
	constructor(slug: ProblemSlug, detail: string, options: ErrorOptions & { field?: string } = {}) {
		super(detail, options);
		this.name = "ProblemError";
		this.slug = slug;
		this.field = options.field;
	}
}

/**
 * The problem document of an error, and its response (RFC 9457).
 *
 * @example
 * ```ts
 * const response = problemResponse(new ProblemError("queue-full", "64 requests wait already; try again in a second."));
 * console.assert(response.status === 503);
 * ```
 */
export function problemResponse(error: ProblemError, requestId?: string): Response {
	const { status, title } = problemKinds[error.slug];
	const problem: Problem = {
		type: `/problems/${error.slug}`,
		title,
		status,
		detail: error.message,
		...(requestId !== undefined && { requestId }),
		...(error.field !== undefined && { field: error.field }),
	};
	const headers = new Headers({
		...readableEverywhere,
		"content-type": "application/problem+json",
		"cache-control": "no-store",
	});
	if (status === 503) headers.set("retry-after", "1");
	if (requestId !== undefined) headers.set("mdi-request-id", requestId);
	return new Response(JSON.stringify(problem), { status, headers });
}
