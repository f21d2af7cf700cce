import type { OpenAPIHono } from "@hono/zod-openapi";
import { createApp } from "../app.ts";
import type { GatewayParts } from "../parts.ts";

/** A gateway's app that can be asked for all that needs no models, log or learning. */
export function sampleApp(parts: Partial<GatewayParts> = {}): OpenAPIHono {
	const config = { defaultSlaMs: 300, pageFolder: "", labelWeights: {}, trustedSources: [] };
	const lifecycle = { phase: "ready" };
	const few = {
		config,
		models: [],
		learning: {},
		pool: { capacity: 1 },
		metrics: { failed() {} },
		lifecycle,
	};
	return createApp({ ...few, ...parts } as unknown as GatewayParts);
}
