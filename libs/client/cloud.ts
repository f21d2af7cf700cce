import type { InferAnswer, Problem } from "@mdinference/contract";

/**
 * What kept the cloud from answering: the `network`, a `status` other than success, a body that is `not-an-answer`
 * (a captive portal's page, say), or `timeout`, the end of the client's patience.
 */
export type CloudErrorKind = "network" | "status" | "not-an-answer" | "timeout";

/** The cloud did not answer. */
export class CloudError extends Error {
	/** Name of this class. */
	override readonly name: string = "CloudError";
	/** What kept it from answering. */
	readonly kind: CloudErrorKind;
	/** HTTP status, where there was a response. */
	readonly status: number | undefined;
	/** The gateway's own explanation (RFC 9457), where it gave one. */
	readonly problem: Problem | undefined;

	/** Says what happened; `status`, `problem` and `cause` where there are any. */
	constructor(
		kind: CloudErrorKind,
		message: string,
		options: { status?: number; problem?: Problem; cause?: unknown } = {},
	) {
		super(message, { cause: options.cause });
		this.kind = kind;
		this.status = options.status;
		this.problem = options.problem;
	}
}

/** How to ask the cloud. */
export interface AskCloudOptions {
	/** Headers of the request, `mdi-request-id` among them. */
	headers: Record<string, string>;
	/** Stops the exchange. */
	signal?: AbortSignal;
	/** Sends the request. */
	fetch?: typeof fetch;
	/** Monotonic time, in milliseconds since any origin. Default: `performance.now`. */
	nowMs?: () => number;
}

/** An answer of the gateway, and when it came. */
export interface ArrivedAnswer {
	/** The answer. */
	answer: InferAnswer;
	/** When its last byte was there, before anything was made of it, as `nowMs` counts. */
	arrivedMs: number;
	/** The server's part of the time: `total` of the header `Server-Timing`, else of the answer, in milliseconds. */
	serverMs: number;
}

/**
 * Sends an image to the gateway and waits for the whole answer.
 *
 * @param url of the inference: `{gateway}/v1/tasks/{task}/infer`
 * @param image the body
 * @throws {CloudError} whatever goes wrong
 *
 * @example
 * ```ts
 * import { askCloud, CloudError } from "@mdinference/client";
 *
 * const portal = async () => new Response("<h1>Welcome to our Wi-Fi</h1>");
 * const error = await askCloud("https://gateway.example/v1/tasks/characters/infer", new Blob(["image"]), {
 * 	headers: { "mdi-request-id": "7b9cba35-5ae5-4d4e-8f2b-2a1e0e3c9a52" },
 * 	fetch: portal,
 * }).catch((error) => error);
 * if (!(error instanceof CloudError) || error.kind !== "not-an-answer") throw new Error("a portal is no gateway");
 * ```
 */
export async function askCloud(url: string, image: Blob, options: AskCloudOptions): Promise<ArrivedAnswer> {
	const { headers, signal, fetch: send = fetch, nowMs = () => performance.now() } = options;
	try {
		// As a value of its own, for Node's types do not know all that a browser's fetch takes.
		const request = {
			method: "POST",
			body: image,
			headers,
			cache: "no-store",
			...(signal && { signal }),
		} as const;
		const response = await send(url, request);
		const text = await response.text();
		const arrivedMs = nowMs();
		const answer = readAnswer(response.status, text, headers["mdi-request-id"]);
		const serverMs = totalOf(response.headers.get("server-timing")) ?? answer.timing.totalMs;
		return { answer, arrivedMs, serverMs };
	} catch (error) {
		if (error instanceof CloudError) throw error;
		throw new CloudError("network", "The gateway cannot be reached.", { cause: error });
	}
}

function readAnswer(status: number, text: string, requestId: string | undefined): InferAnswer {
	const body = parseJson(text);
	if (status < 200 || status > 299) throw refusalOf(status, body);
	if (isInferAnswer(body) && body.requestId === requestId) return body;
	throw new CloudError("not-an-answer", "What came back is not an answer of the gateway.", { status });
}

/**
 * The error of a status other than success, with the gateway's own explanation where the body is one.
 *
 * @param body parsed JSON
 *
 * @example
 * ```ts
 * import { refusalOf } from "@mdinference/client";
 *
 * const problem = { type: "/problems/unknown-task", title: "", status: 404, detail: 'There is no task "birds".' };
 * if (refusalOf(404, problem).message !== problem.detail) throw new Error("the gateway explains itself");
 * ```
 */
export function refusalOf(status: number, body: unknown): CloudError {
	const problem = isProblem(body) ? body : undefined;
	const message = problem?.detail ?? `The gateway answered with status ${status}.`;
	return new CloudError("status", message, { status, ...(problem && { problem }) });
}

/** Duration of the metric `total` (Server Timing, https://www.w3.org/TR/server-timing/), or null. */
function totalOf(serverTiming: string | null): number | null {
	const unquoted = (serverTiming ?? "").replace(/desc\s*=\s*"[^"]*"/gi, "");
	const found = /(?:^|,)\s*total\s*;[^,]*?dur\s*=\s*"?(\d+(?:\.\d+)?)/i.exec(unquoted);
	return found === null ? null : Number(found[1]);
}

function parseJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

/**
 * Whether a value has all that the client reads of an answer. The schema in `@mdinference/contract` is stricter; a phone
 * does not need to carry it.
 *
 * @param value parsed JSON
 *
 * @example
 * ```ts
 * import { isInferAnswer } from "@mdinference/client";
 *
 * if (isInferAnswer({ labels: [] })) throw new Error("an answer names its model");
 * ```
 */
export function isInferAnswer(value: unknown): value is InferAnswer {
	if (!isRecord(value) || !isRecord(value.model) || !isRecord(value.timing) || !isRecord(value.decision)) {
		return false;
	}
	const { requestId, model, labels, timing } = value;
	const times = [timing.uploadMs, timing.queueMs, timing.decodeMs, timing.inferenceMs, timing.totalMs];
	return (
		[requestId, model.name, model.version].every((text) => typeof text === "string") &&
		times.every((ms) => typeof ms === "number" && ms >= 0) &&
		Array.isArray(labels) &&
		labels.length > 0 &&
		labels.every(isLabelProbability)
	);
}

function isLabelProbability(value: unknown): boolean {
	if (!isRecord(value) || typeof value.label !== "string") return false;
	return typeof value.probability === "number" && value.probability >= 0 && value.probability <= 1;
}

function isProblem(value: unknown): value is Problem {
	return isRecord(value) && typeof value.type === "string" && typeof value.detail === "string";
}

function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === "object" && value !== null;
}
