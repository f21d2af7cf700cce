import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import type { GatewayEvent } from "@mdinference/contract";
import { streamSSE } from "hono/streaming";
import type { EventHub } from "../event_hub.ts";
import { ProblemError } from "../problem.ts";
import { problemContent } from "../problem_content.ts";

/** Listeners at once: each holds a connection. */
const maxListeners = 64;
/** Events that wait for a slow listener; it then misses some, and is told how many. */
const maxWaiting = 256;
/** A comment this often keeps proxies from closing a quiet connection, in milliseconds. */
const heartbeatMs = 15_000;

const documentation = createRoute({
	method: "get",
	path: "/v1/events",
	tags: ["learning"],
	summary: "What happens, as it happens (server-sent events)",
	description:
		"Events `decision` (a sample: at most ten a second, without the ids of requests, which are for their clients), " +
		"`profile-version` and `drift`, each with its JSON as data; " +
		"`missed` with a number, when the listener was too slow. Nothing is repeated after a reconnection.",
	responses: {
		200: { description: "The events", content: { "text/event-stream": { schema: z.string() } } },
		default: problemContent,
	},
});

/** `GET /v1/events`: decisions (sampled), profile versions and drift, as server-sent events. */
export function eventsRoute(app: OpenAPIHono, events: EventHub): void {
	app.openAPIRegistry.registerPath(documentation);
	app.get("/v1/events", (c) => {
		if (events.size >= maxListeners) {
			throw new ProblemError(
				"too-many-listeners",
				`${maxListeners} clients listen already. Try again later.`,
			);
		}
		// Hono answers HEAD by GET and drops the body without cancelling it: a listener would stay for ever.
		if (c.req.method === "HEAD") {
			return c.body(null, 200, { "content-type": "text/event-stream", "cache-control": "no-cache" });
		}
		return streamSSE(c, async (stream) => {
			const waiting: GatewayEvent[] = [];
			let missed = 0;
			let open = true;
			let wake = () => {};
			let leave = () => {};
			const heartbeat = setInterval(() => void stream.write(": still here\n\n"), heartbeatMs);
			/** Lets go of everything at once: the loop may wait in a write for a listener that does not read. */
			const end = () => {
				open = false;
				clearInterval(heartbeat);
				leave();
				wake();
			};
			leave = events.subscribe((event) => {
				if (waiting.length < maxWaiting) waiting.push(event);
				else missed += 1;
				wake();
			}, end);
			stream.onAbort(end);
			await stream.write(": listening\n\n");
			while (open) {
				for (const { type, data } of waiting.splice(0)) {
					await stream.writeSSE({ event: type, data: JSON.stringify(data) });
				}
				if (missed > 0) await stream.writeSSE({ event: "missed", data: String(missed) });
				missed = 0;
				if (open && waiting.length === 0) {
					await new Promise<void>((resolve) => {
						wake = resolve;
					});
				}
			}
		});
	});
}
