import { OpenAPIHono } from "@hono/zod-openapi";
import { Problem } from "@mdinference/contract";
import type { ZooModel } from "@mdinference/inference";
import { describe, expect, test } from "vitest";
import { crossOrigin } from "../cross_origin.ts";
import { modelUrl } from "../parts.ts";
import { modelRoutes } from "./models.ts";

const sha256 = "5e".repeat(32);
const etag = `"${sha256}"`;
const bytes = Uint8Array.from({ length: 100 }, (_, i) => i);
const app = new OpenAPIHono();
app.use("/v1/*", crossOrigin);
modelRoutes(app, {
	models: [{ manifest: { sha256, device: true }, bytes: bytes.buffer } as unknown as ZooModel],
});
const ask = (headers: Record<string, string>, method = "GET") =>
	app.request(modelUrl(sha256), { method, headers: { origin: "https://app.example", ...headers } });

describe("a model for a device", () => {
	test.each([
		["its tag", etag],
		["its tag, made weak on the way", `W/${etag}`],
		["a list with its tag", `"another", W/${etag}`],
		["anything", "*"],
	])("is not sent again to a client that has %s", async (_, tags) => {
		for (const method of ["GET", "HEAD"]) {
			const response = await ask({ "if-none-match": tags }, method);
			expect([response.status, await response.text()]).toEqual([304, ""]);
			expect(response.headers.get("etag")).toBe(etag);
			expect(response.headers.get("cache-control")).toContain("immutable");
			expect(response.headers.get("access-control-allow-origin")).toBe("*");
			expect(response.headers.get("content-type")).toBeNull();
		}
	});

	test("nor a part of it", async () => {
		expect((await ask({ "if-none-match": etag, range: "bytes=10-" })).status).toBe(304);
	});

	test("is not sent where the range is none of it: that is a problem, which says how long it is", async () => {
		const response = await ask({ range: "bytes=100-" });
		expect([response.status, response.headers.get("content-range")]).toEqual([416, "bytes */100"]);
		expect(response.headers.get("content-type")).toBe("application/problem+json");
		expect(Problem.parse(await response.json())).toMatchObject({
			type: "/problems/range-not-satisfiable",
			field: "range",
		});
	});

	test("is sent to a client that has others, or nothing", async () => {
		for (const headers of [{}, { "if-none-match": '"another", W/"third"' }, { "if-none-match": sha256 }]) {
			const response = await ask(headers);
			expect(response.status).toBe(200);
			expect(new Uint8Array(await response.arrayBuffer())).toEqual(bytes);
			expect(response.headers.get("etag")).toBe(etag);
		}
		const part = await ask({ range: "bytes=10-" });
		expect([part.status, part.headers.get("content-range")]).toEqual([206, "bytes 10-99/100"]);
	});
});
