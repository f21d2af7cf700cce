import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import type { Metrics } from "../metrics.ts";

const documentation = createRoute({
	method: "get",
	path: "/metrics",
	tags: ["operations"],
	summary: "What the gateway counts, in Prometheus' text format",
	responses: { 200: { description: "The metrics", content: { "text/plain": { schema: z.string() } } } },
});

/** `GET /metrics`, for Prometheus. */
export function metricsRoute(app: OpenAPIHono, metrics: Metrics): void {
	app.openapi(documentation, async (c) => {
		const { text, contentType } = await metrics.render();
		return c.text(text, 200, { "content-type": contentType });
	});
}
