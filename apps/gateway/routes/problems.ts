import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { type ProblemSlug, problemKinds } from "@mdinference/contract";
import { ProblemError } from "../problem.ts";
import { problemContent } from "../problem_content.ts";

const kind = z.object({ status: z.int(), title: z.string() });

const listRoute = createRoute({
	method: "get",
	path: "/problems",
	tags: ["problems"],
	summary: "Every problem that is answered with, by the last part of its type",
	responses: {
		200: {
			description: "The problems",
			content: { "application/json": { schema: z.record(z.string(), kind) } },
		},
	},
});

const kindRoute = createRoute({
	method: "get",
	path: "/problems/{slug}",
	tags: ["problems"],
	summary: "What a problem's type means",
	request: { params: z.object({ slug: z.string().meta({ example: "unknown-task" }) }) },
	responses: {
		200: {
			description: "The problem",
			content: { "application/json": { schema: kind.extend({ type: z.string() }) } },
		},
		default: problemContent,
	},
});

/** `GET /problems/{slug}`: what a problem's `type` means, so that the URI in it can be followed. */
export function problemRoutes(app: OpenAPIHono): void {
	app.openapi(listRoute, (c) => c.json({ ...problemKinds }, 200));
	app.openapi(kindRoute, (c) => {
		const { slug } = c.req.valid("param");
		if (!Object.hasOwn(problemKinds, slug)) {
			throw new ProblemError("not-found", `No problem has the type "${slug}"; /problems lists them all.`);
		}
		return c.json({ type: `/problems/${slug}`, ...problemKinds[slug as ProblemSlug] }, 200);
	});
}
