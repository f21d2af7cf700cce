import { STATUS_CODES } from "node:http";
import type { Socket } from "node:net";
import { type ProblemSlug, problemKinds } from "@mdinference/contract";

/** Time to take the answer; then the connection is cut, which else goes on as long as the client likes. */
const graceMs = 500;

const slugs: Readonly<Record<string, ProblemSlug>> = {
	HPE_HEADER_OVERFLOW: "headers-too-large",
	ERR_HTTP_REQUEST_TIMEOUT: "request-timeout",
};

/**
 * Answers what is not HTTP, or took too long to become it, with a problem document; no app ever sees such a request. The
 * connection ends with it, and a request whose body it was to bring in fails.
 */
export function answerMalformed(error: Error & { code?: string }, socket: Socket): void {
	if (!socket.writable) {
		socket.destroy();
		return;
	}
	const slug = slugs[error.code ?? ""] ?? "malformed-request";
	const { status, title } = problemKinds[slug];
	const detail = `${title}. Send a complete HTTP/1.1 request with small headers.`;
	const body = JSON.stringify({ type: `/problems/${slug}`, title, status, detail });
	socket.end(
		[
			`HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
			"content-type: application/problem+json",
			`content-length: ${Buffer.byteLength(body)}`,
			"connection: close",
			"",
			body,
		].join("\r\n"),
	);
	setTimeout(() => socket.destroy(), graceMs).unref();
}
