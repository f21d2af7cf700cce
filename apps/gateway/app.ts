import { OpenAPIHono } from "@hono/zod-openapi";
import { compress } from "hono/compress";
import { asProblem } from "./as_problem.ts";
import { crossOrigin, onlyReading } from "./cross_origin.ts";
import { notFound } from "./not_found.ts";
import { notServing } from "./not_serving.ts";
import type { GatewayParts, Lifecycle } from "./parts.ts";
import { problemResponse } from "./problem.ts";
import { authorityRoute } from "./routes/authority.ts";
import { docsRoutes } from "./routes/docs.ts";
import { driftRoute } from "./routes/drift.ts";
import { eventsRoute } from "./routes/events.ts";
import { healthRoutes } from "./routes/health.ts";
import { inferRoute } from "./routes/infer.ts";
import { metricsRoute } from "./routes/metrics.ts";
import { modelRoutes } from "./routes/models.ts";
import { pageRoutes } from "./routes/page.ts";
import { problemRoutes } from "./routes/problems.ts";
import { profileRoutes } from "./routes/profiles.ts";
import { reportRoutes } from "./routes/reports.ts";
import { taskRoutes } from "./routes/tasks.ts";

/**
 * The gateway as an app, made of its parts: it does not listen, and it does not read the environment.
 *
 * @example
 * ```ts ignore
 * const app = createApp(parts);
 * const response = await app.request("/v1/tasks");
 * console.assert(response.status === 200);
 * ```
 */
export function createApp(parts: GatewayParts): OpenAPIHono {
	const app = createBareApp();
	// What grows with the number of models: on a phone's way to its first answer a sixth of the bytes is a sixth of the time.
	for (const path of ["/v1/tasks/:task", "/v1/profiles", "/v1/profiles/:model/versions"])
		app.get(path, compress());
	healthRoutes(app, parts.lifecycle);
	inferRoute(app, parts);
	taskRoutes(app, parts);
	modelRoutes(app, parts);
	reportRoutes(app, parts);
	profileRoutes(app, parts);
	driftRoute(app, parts);
	eventsRoute(app, parts.events);
	metricsRoute(app, parts.metrics);
	problemRoutes(app);
	docsRoutes(app);
	authorityRoute(app, parts.authority ?? null);
	pageRoutes(app, parts.config.pageFolder);
	return app;
}

/** The app while models are loaded and run for the first time: it lives, is not ready, and says so. */
export function createStartingApp(lifecycle: Lifecycle): OpenAPIHono {
	const app = createBareApp();
	healthRoutes(app, lifecycle);
	app.all("*", () => {
		throw notServing("starting");
	});
	return app;
}

/** An app in which every error becomes a problem document, and that pages on other origins may read. */
function createBareApp(): OpenAPIHono {
	const app = new OpenAPIHono();
	app.options("/v1/profiles/*", onlyReading);
	app.on(["GET", "OPTIONS"], "/v1/*", crossOrigin);
	for (const path of ["/v1/outcomes", "/v1/feedback"]) app.on("POST", path, crossOrigin);
	app.notFound((c) => notFound(c, app));
	app.onError((error) => problemResponse(asProblem(error)));
	return app;
}
