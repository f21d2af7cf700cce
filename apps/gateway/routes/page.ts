import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { serveStatic } from "@hono/node-server/serve-static";
import type { OpenAPIHono } from "@hono/zod-openapi";
import { createMiddleware } from "hono/factory";
import { ProblemError } from "../problem.ts";

const yearSeconds = 31_536_000;

/** Isolates the page from other origins, without which browsers give WebAssembly no threads. */
const isolated = [
	["cross-origin-opener-policy", "same-origin"],
	["cross-origin-embedder-policy", "require-corp"],
] as const;

/** Whether the page was built. */
export function isPageBuilt(pageFolder: string): boolean {
	return existsSync(join(pageFolder, "index.html"));
}

/** Which build of the page is there now, as its document says; null where none is. */
export async function readPageBuild(pageFolder: string): Promise<string | null> {
	const page = await readFile(join(pageFolder, "index.html"), "utf8").catch(() => "");
	return /<meta name="mdi-build" content="([0-9a-f]+)"/.exec(page)?.[1] ?? null;
}

/** The mobile page at `/`. Files under `/assets/` carry a hash in their names and are cached for ever. */
export function pageRoutes(app: OpenAPIHono, pageFolder: string): void {
	if (!isPageBuilt(pageFolder)) {
		app.get("/", () => {
			throw new ProblemError(
				"not-found",
				"The page is not built. Run `npx nx build mobile` and start again.",
			);
		});
		return;
	}
	const caching = createMiddleware(async (c, next) => {
		await next();
		const forEver = c.req.path.startsWith("/assets/") && c.res.ok;
		c.header("cache-control", forEver ? `public, max-age=${yearSeconds}, immutable` : "no-cache");
		c.header("x-content-type-options", "nosniff");
		for (const [name, value] of isolated) c.header(name, value);
	});
	for (const path of ["/", "/*"])
		app.get(path, caching, serveStatic({ root: pageFolder, precompressed: true }));
}
