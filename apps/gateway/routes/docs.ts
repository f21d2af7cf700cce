import { createRequire } from "node:module";
import { dirname } from "node:path";
import { serveStatic } from "@hono/node-server/serve-static";
import type { OpenAPIHono } from "@hono/zod-openapi";

const page = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>MDInference API</title>
<link rel="icon" href="/icon.svg">
<link rel="stylesheet" href="/docs/assets/swagger-ui.css">
<div id="api"></div>
<script src="/docs/assets/swagger-ui-bundle.js"></script>
<script>SwaggerUIBundle({ url: "/openapi.json", dom_id: "#api", deepLinking: true, tryItOutEnabled: true });</script>
</html>
`;

/** `GET /openapi.json`, made from the schemas that validate, and `GET /docs`, a page to read and try it. */
export function docsRoutes(app: OpenAPIHono): void {
	app.openAPIRegistry.registerComponent("securitySchemes", "operator", {
		type: "http",
		scheme: "bearer",
		description:
			"The operator's token, MDI_OPERATOR_TOKEN. Where none is set, programs on the gateway's machine need none. " +
			"Labels that are sent with it are believed.",
	});
	app.doc31("/openapi.json", {
		openapi: "3.1.0",
		info: {
			title: "MDInference gateway",
			version: "0.1.0",
			license: { name: "Apache-2.0" },
			description: "Accurate answers from deep networks by a deadline.",
		},
	});
	const assets = dirname(createRequire(import.meta.url).resolve("swagger-ui-dist/package.json"));
	app.get("/docs", (c) => c.html(page));
	app.get(
		"/docs/assets/*",
		serveStatic({ root: assets, rewriteRequestPath: (path) => path.replace(/^\/docs\/assets/, "") }),
	);
}
