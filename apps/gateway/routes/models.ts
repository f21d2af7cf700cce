import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { etag, RETAINED_304_HEADERS } from "hono/etag";
import { byteRange } from "../byte_range.ts";
import { type GatewayParts, modelUrl } from "../parts.ts";
import { ProblemError, problemResponse } from "../problem.ts";
import { problemContent } from "../problem_content.ts";

const bytes = { "application/octet-stream": { schema: z.string().meta({ format: "binary" }) } };

const documentation = createRoute({
	method: "get",
	path: modelUrl("{sha256}"),
	tags: ["tasks"],
	summary: "A model that a device may run, as an ONNX file",
	description:
		"Under the SHA-256 of its manifest, so it may be cached for ever. `Range` and `If-None-Match` are answered.",
	request: { params: z.object({ sha256: z.string().length(64) }) },
	responses: {
		200: { description: "The file", content: bytes },
		206: { description: "The part of it that `Range` asked for", content: bytes },
		304: { description: "It is the one that `If-None-Match` names" },
		default: problemContent,
	},
});

/**
 * `GET /v1/models/{sha256}.onnx`: the models that a device may run, cacheable for ever under their hash. A download that
 * broke off can go on where it was (RFC 9110, section 14), and who has a model already need not fetch it again (section 13).
 */
export function modelRoutes(app: OpenAPIHono, { models }: Pick<GatewayParts, "models">): void {
	app.openAPIRegistry.registerPath(documentation);
	const unlessKnown = etag({ retainedHeaders: [...RETAINED_304_HEADERS, "access-control-allow-origin"] });
	for (const { manifest, bytes } of models) {
		if (!manifest.device) continue;
		const file = new Uint8Array(bytes.byteLength);
		file.set(new Uint8Array(bytes));
		app.get(modelUrl(manifest.sha256), unlessKnown, (c) => {
			const range = byteRange(c.req.header("range"), file.byteLength);
			if (range === "unsatisfiable") {
				const detail = `The file has ${file.byteLength} bytes, none of which the range asks for.`;
				const response = problemResponse(
					new ProblemError("range-not-satisfiable", detail, { field: "range" }),
				);
				response.headers.set("content-range", `bytes */${file.byteLength}`);
				return response;
			}
			const headers = {
				"content-type": "application/octet-stream",
				"cache-control": "public, max-age=31536000, immutable",
				"accept-ranges": "bytes",
				etag: `"${manifest.sha256}"`,
			};
			if (range === "whole") return c.body(file, 200, headers);
			const { first, last } = range;
			return c.body(file.subarray(first, last + 1), 206, {
				...headers,
				"content-range": `bytes ${first}-${last}/${file.byteLength}`,
			});
		});
	}
}
