import type { OpenAPIHono } from "@hono/zod-openapi";
import { type GatewayParts, modelUrl } from "../parts.ts";

/** `GET /v1/models/{sha256}.onnx`: the models that a device may run, cacheable for ever under their hash. */
export function modelRoutes(app: OpenAPIHono, { models }: GatewayParts): void {
	for (const { manifest, bytes } of models) {
		if (!manifest.device) continue;
		const file = new Uint8Array(bytes.byteLength);
		file.set(new Uint8Array(bytes));
		app.get(modelUrl(manifest.sha256), (c) =>
			c.body(file, 200, {
				"content-type": "application/octet-stream",
				"cache-control": "public, max-age=31536000, immutable",
				etag: `"${manifest.sha256}"`,
			}),
		);
	}
}
