import type { OpenAPIHono } from "@hono/zod-openapi";
import type { Context } from "hono";
import { ProblemError, problemResponse } from "./problem.ts";

/**
 * What is answered where no route has answered: `method-not-allowed` where the path has routes for other methods, else
 * `not-found`. The latter is also for browsers that ask whether a page may ask, and are not answered elsewhere.
 */
export function notFound({ req: { method, path } }: Context, app: OpenAPIHono): Response {
	const allowed = method === "OPTIONS" ? [] : methodsAt(path, app);
	if (allowed.length === 0 || allowed.includes(method)) {
		return problemResponse(
			new ProblemError("not-found", `There is nothing at ${method} ${path}; see /docs.`),
		);
	}
	const allow = allowed.join(", ");
	const detail = `${method} is not answered here, but ${allow}; see /docs.`;
	const response = problemResponse(new ProblemError("method-not-allowed", detail));
	response.headers.set("allow", allow);
	return response;
}

/** The methods that a path has routes for. Those with a wildcard say nothing of it: they are for whatever is there. */
function methodsAt(path: string, { router }: OpenAPIHono): string[] {
	return ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"].filter((method) =>
		router
			.match(method === "HEAD" ? "GET" : method, path)[0]
			.some(([[, route]]) => !route.path.includes("*")),
	);
}
