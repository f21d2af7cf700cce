import { RequestError } from "@hono/node-server";
import type { ProblemSlug } from "@mdinference/contract";
import { OutcomeLogError } from "@mdinference/feedback";
import { ImageError, type ImageErrorReason, PoolClosedError, QueueFullError } from "@mdinference/inference";
import { ProblemError } from "./problem.ts";

const imageSlugs: Record<ImageErrorReason, ProblemSlug> = {
	empty: "image-empty",
	"not-an-image": "not-an-image",
	unreadable: "image-unreadable",
	"too-large": "image-too-large",
	"too-small": "image-too-small",
};

/**
 * The problem that an error is to a client. What is not the client's business becomes `internal`, without its message.
 *
 * @param report told of every internal error, so that it is seen at the server
 */
export function asProblem(error: unknown, report: (error: unknown) => void = console.error): ProblemError {
	if (error instanceof ProblemError) return error;
	const because = { cause: error };
	if (error instanceof ImageError) return new ProblemError(imageSlugs[error.reason], error.message, because);
	if (error instanceof QueueFullError) return new ProblemError("queue-full", error.message, because);
	if (error instanceof PoolClosedError) {
		return new ProblemError(
			"shutting-down",
			"The gateway is shutting down. Send the request again.",
			because,
		);
	}
	if (error instanceof RequestError) {
		const detail = `The request's target and its Host header make no URL: ${error.message}.`;
		return new ProblemError("malformed-request", detail, because);
	}
	report(error);
	if (error instanceof OutcomeLogError) {
		const detail =
			"Nothing of it may have been kept. Send the same again: what was kept is not counted twice.";
		return new ProblemError("log-unavailable", detail, because);
	}
	return new ProblemError("internal", "The gateway could not answer. Its log says why.", because);
}
