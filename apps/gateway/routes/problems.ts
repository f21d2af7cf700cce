import type { OpenAPIHono } from "@hono/zod-openapi";
import { type ProblemSlug, problemKinds } from "@mdinference/contract";
import { ProblemError } from "../problem.ts";

/** `GET /problems/{slug}`: what a problem's `type` means, so that the URI in it can be followed. */
export function problemRoutes(app: OpenAPIHono): void {
	app.get("/problems", (c) => c.json(problemKinds));
	app.get("/problems/:slug", (c) => {
		const slug = c.req.param("slug");
		if (!Object.hasOwn(problemKinds, slug)) {
			throw new ProblemError("not-found", `No problem has the type "${slug}"; /problems lists them all.`);
		}
		return c.json({ type: `/problems/${slug}`, ...problemKinds[slug as ProblemSlug] });
	});
}
