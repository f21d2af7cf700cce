import type { OpenAPIHono } from "@hono/zod-openapi";
import type { Lifecycle } from "../parts.ts";
import { ProblemError } from "../problem.ts";

/** `GET /livez` (the process answers) and `GET /readyz` (requests for inferences are answered). */
export function healthRoutes(app: OpenAPIHono, lifecycle: Lifecycle): void {
	app.get("/livez", (c) => c.text("live\n"));
	app.get("/readyz", (c) => {
		if (lifecycle.phase === "ready") return c.text("ready\n");
		throw new ProblemError("not-ready", `The gateway is ${lifecycle.phase}.`);
	});
}
