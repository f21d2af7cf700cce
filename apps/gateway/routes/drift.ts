import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { DriftList } from "@mdinference/contract";
import type { GatewayParts } from "../parts.ts";

const documentation = createRoute({
	method: "get",
	path: "/v1/drift",
	tags: ["learning"],
	summary: "What changed lately, newest first: alarms with their evidence",
	responses: { 200: { description: "The alarms", content: { "application/json": { schema: DriftList } } } },
});

/** `GET /v1/drift`: the newest alarms; older ones are in the outcome log's view `drift_timeline`. */
export function driftRoute(app: OpenAPIHono, { learning }: GatewayParts): void {
	app.openapi(documentation, (c) => c.json({ events: learning.alarms() } satisfies DriftList, 200));
}
