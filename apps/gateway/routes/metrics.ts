import type { OpenAPIHono } from "@hono/zod-openapi";
import type { Metrics } from "../metrics.ts";

/** `GET /metrics`, for Prometheus. */
export function metricsRoute(app: OpenAPIHono, metrics: Metrics): void {
	app.get("/metrics", async (c) => {
		const { text, contentType } = await metrics.render();
		return c.body(text, 200, { "content-type": contentType });
	});
}
