import type { HttpBindings } from "@hono/node-server";
import type { OpenAPIHono, z } from "@hono/zod-openapi";
import { type InferAnswer, InferHeaders, type Timing } from "@mdinference/contract";
import type { ObservedExecution } from "@mdinference/controller";
import { QueueFullError, RequestAbandonedError } from "@mdinference/inference";
import { asProblem } from "../as_problem.ts";
import { readableEverywhere } from "../cross_origin.ts";
import { decisionRecord, decisionView, type Ending, type Exchange, executionRecord } from "../exchange.ts";
import { notServing } from "../not_serving.ts";
import { type GatewayParts, modelsByTask } from "../parts.ts";
import { Places } from "../places.ts";
import { ProblemError, problemResponse } from "../problem.ts";
import { readImage } from "../read_body.ts";
import { unknownTask } from "../unknown_task.ts";
import { inferDocumentation } from "./infer_documentation.ts";

const headerNames = Object.keys((InferHeaders as z.ZodObject).shape);

/** `POST /v1/tasks/{task}/infer`: chooses a model for an image and a deadline, and runs it. */
export function inferRoute(app: OpenAPIHono, parts: GatewayParts): void {
	const { config, learning, pool, log, decisions, ended, metrics, events, lifecycle, hostName: host } = parts;
	const { controller } = learning;
	const tasks = modelsByTask(parts.models);
	app.openAPIRegistry.registerPath(inferDocumentation(config.defaultSlaMs));
	/** Bodies on their way: as many as the pool takes, so that slow senders cannot fill the memory. */
	const uploads = new Places(pool.capacity);

	app.post("/v1/tasks/:task/infer", async (c) => {
		const headersAt = performance.now();
		const task = c.req.param("task");
		let requestId: string | undefined;
		let chosen = "";
		try {
			const headers = readHeaders((name) => c.req.header(name));
			requestId = headers["mdi-request-id"] ?? crypto.randomUUID();
			if (lifecycle.phase !== "ready") throw notServing(lifecycle.phase);
			const models = tasks.get(task);
			if (models === undefined) throw unknownTask(task, tasks.keys());

			if (pool.inFlight >= pool.capacity) throw new QueueFullError(pool.capacity);
			const incoming = (c.env as Partial<HttpBindings> | undefined)?.incoming;
			const body = { maxBytes: config.maxBodyBytes, incoming };
			const upload = await uploads.hold(() => readImage(c.req.raw, body));
			if (upload === null) throw new QueueFullError(pool.capacity);
			const { image, arrivedAt } = upload;
			const arrivedAtMs = Date.now();
			const uploadMs = arrivedAt - headersAt;
			const slaMs = headers["mdi-sla-ms"] ?? config.defaultSlaMs;
			const selection = controller.select(task, {
				slaMs,
				uploadMs,
				arrivedAtMs,
				previousNetworkMs: headers["mdi-network-ms"],
				sentAtMs: headers["mdi-sent-at"],
				clientId: headers["mdi-client-id"],
				requestId,
				deviceModel: headers["mdi-device"],
				policy: headers["mdi-policy"],
			});
			const model = models.get(selection.model)!;
			chosen = selection.model;
			const exchange: Exchange = {
				requestId,
				task,
				deviceModel: headers["mdi-device"] ?? null,
				slaMs,
				uploadMs,
				arrivedAtMs,
				selection,
				model,
				models,
			};
			const { labels, timing } = await run(exchange, { image, arrivedAt, signal: c.req.raw.signal });

			show(exchange, timing);
			const { name, version } = model.manifest;
			const answer = {
				requestId,
				model: { name, version },
				labels,
				decision: decisionView(exchange),
				timing,
			};
			// A plain object of headers: the server writes it as it is, where c.json() would build and take apart Headers.
			return new Response(JSON.stringify(answer satisfies InferAnswer), {
				headers: {
					...readableEverywhere,
					"content-type": "application/json",
					"server-timing": serverTiming(timing),
					"mdi-request-id": requestId,
					"cache-control": "no-store",
				},
			});
		} catch (error) {
			const problem = problemOf(error, c.req.raw.signal);
			metrics.failed({ task: tasks.has(task) ? task : "", model: chosen, outcome: problem.slug });
			return problemResponse(problem, requestId);
		}
	});

	/** Runs the chosen model; whatever comes of it is learned from, counted and logged. */
	async function run(
		exchange: Exchange,
		{ image, arrivedAt, signal }: { image: Uint8Array; arrivedAt: number; signal: AbortSignal },
	): Promise<Extract<Ending, { status: "ok" }>> {
		const { requestId, task, uploadMs, arrivedAtMs: atMs } = exchange;
		const { name } = exchange.model.manifest;
		const running = controller.begin(task, name, atMs);
		decisions.begin(exchange);
		/**
		 * Learns and records in one tick: the log is in the order of learning. Nothing is learned from a run that the log
		 * would not keep, for then a replay of the log would not learn it.
		 */
		const end = <T extends Ending>(ending: T, learned: ObservedExecution | null): T => {
			const isOpen = decisions.end(requestId);
			if (!ended.add(requestId)) return ending;
			const seq = learned && log.nextSeq();
			if (learned) controller.observe(task, name, learned);
			const execution = executionRecord(exchange, ending, { host, seq });
			log.record(isOpen ? { decision: decisionRecord(exchange, host), execution } : { execution });
			return ending;
		};
		try {
			const { labels, timing: spent, cold } = await pool.infer({ task, model: name, image, signal });
			const totalMs = performance.now() - arrivedAt;
			const timing: Timing = { uploadMs, ...spent, totalMs };
			metrics.answered({ task, model: name }, timing);
			return end({ status: "ok", timing, cold, labels }, executionOf(timing, { cold, atMs }));
		} catch (error) {
			const problem = problemOf(error, signal);
			const totalMs = performance.now() - arrivedAt;
			const status = signal.aborted ? "abandoned" : "failed";
			const queueMs = error instanceof RequestAbandonedError ? error.queueMs : null;
			const ending = { status, totalMs, error: problem.slug } as const;
			if (queueMs === null) end(ending, null);
			else end({ ...ending, queueMs }, abandonedAfter(queueMs, atMs));
			throw problem;
		} finally {
			running.end(Date.now());
		}
	}

	/** Shows a decision to those who listen, one of a sample. */
	function show({ task, selection, arrivedAtMs: atMs }: Exchange, { totalMs }: Timing): void {
		if (!events.wantsDecision(atMs)) return;
		const { policy, model, probability, budgetMs } = selection;
		const data = { task, policy, model, probability, budgetMs, totalMs, atMs };
		events.publish({ type: "decision", data });
	}
}

/** A run as it is learned from; the same follows from what is recorded of it. */
export function executionOf(
	{ inferenceMs: serviceMs, queueMs, totalMs }: Pick<Timing, "inferenceMs" | "queueMs" | "totalMs">,
	{ cold, atMs }: { cold: boolean; atMs: number },
): ObservedExecution {
	return { serviceMs, queueMs, overheadMs: Math.max(0, totalMs - queueMs - serviceMs), cold, atMs };
}

/**
 * What is learned of a wait that was given up: that it was as long as it lasted, though it would have been longer. A queue
 * that makes all clients leave is noticed even so.
 */
function abandonedAfter(queueMs: number, atMs: number): ObservedExecution {
	return { queueMs, censored: true, cold: false, atMs };
}

/** A client that went away is no failure of ours, whatever it interrupted. */
function problemOf(error: unknown, { aborted }: AbortSignal): ProblemError {
	if (!aborted) return asProblem(error);
	return new ProblemError("client-gone", "The client closed the connection before the answer.", {
		cause: error,
	});
}

function readHeaders(header: (name: string) => string | undefined): InferHeaders {
	const given = Object.fromEntries(headerNames.map((name) => [name, header(name)]));
	const result = InferHeaders.safeParse(given);
	if (result.success) return result.data;
	const issue = result.error.issues[0]!;
	const field = String(issue.path[0]);
	throw new ProblemError("invalid-header", `The header ${field} is "${given[field]}": ${issue.message}.`, {
		field,
	});
}

function serverTiming({ uploadMs, queueMs, decodeMs, inferenceMs, totalMs }: Timing): string {
	const part = (name: string, ms: number) => `${name};dur=${ms.toFixed(3)}`;
	return [
		part("upload", uploadMs),
		part("queue", queueMs),
		part("decode", decodeMs),
		part("inference", inferenceMs),
		part("total", totalMs),
	].join(", ");
}
