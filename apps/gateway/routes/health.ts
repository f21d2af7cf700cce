import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import type { Lifecycle } from "../parts.ts";
import { ProblemError } from "../problem.ts";
import { problemContent } from "../problem_content.ts";

const yes = { description: "Yes", content: { "text/plain": { schema: z.string() } } };

const liveRoute = createRoute({
	method: "get",
	path: "/livez",
	tags: ["operations"],
	summary: "Whether the process answers",
	responses: { 200: yes },
});

const readyRoute = createRoute({
	method: "get",
	path: "/readyz",
	tags: ["operations"],
	summary: "Whether requests for inferences are answered",
	responses: { 200: yes, default: problemContent },
});

/** `GET /livez` (the process answers) and `GET /readyz` (requests for inferences are answered). */
export function healthRoutes(app: OpenAPIHono, lifecycle: Lifecycle): void {
	app.openapi(liveRoute, (c) => c.text("live\n", 200));
	app.openapi(readyRoute, (c) => {
		if (lifecycle.phase === "ready") return c.text("ready\n", 200);
		throw new ProblemError("not-ready", `The gateway is ${lifecycle.phase}.`);
	});
}
