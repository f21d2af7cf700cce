import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { type ModelView, TaskList, TaskView } from "@mdinference/contract";
import { type GatewayParts, modelsByTask, modelUrl } from "../parts.ts";
import { problemContent } from "../problem_content.ts";
import { unknownTask } from "../unknown_task.ts";
import { readPageBuild } from "./page.ts";

const listRoute = createRoute({
	method: "get",
	path: "/v1/tasks",
	tags: ["tasks"],
	summary: "The tasks that are served",
	responses: { 200: { description: "The tasks", content: { "application/json": { schema: TaskList } } } },
});

const taskRoute = createRoute({
	method: "get",
	path: "/v1/tasks/{task}",
	tags: ["tasks"],
	summary: "A task: its labels, its models with what has been measured of them, and which one a device runs",
	request: { params: z.object({ task: z.string().meta({ example: "characters" }) }) },
	responses: {
		200: { description: "The task", content: { "application/json": { schema: TaskView } } },
		default: problemContent,
	},
});

/**
 * `GET /v1/tasks` and `GET /v1/tasks/{task}`. The latter says in `mdi-page` which build of the page is served here, so
 * that an older one in a phone's cache leaves models alone that it may not understand.
 */
export function taskRoutes(
	app: OpenAPIHono,
	{ models, learning: { controller }, config }: GatewayParts,
): void {
	const tasks = modelsByTask(models);

	app.openapi(listRoute, (c) => {
		const summaries = [...tasks].map(([name, members]) => ({
			name,
			url: `/v1/tasks/${name}`,
			models: [...members.keys()],
		}));
		return c.json({ tasks: summaries } satisfies TaskList, 200);
	});

	app.openapi(taskRoute, async (c) => {
		const { task } = c.req.valid("param");
		const members = tasks.get(task);
		if (members === undefined) throw unknownTask(task, tasks.keys());
		const views = [...members.values()].map(({ manifest }): ModelView => {
			const { service, queue, cold, accuracy } = controller.profile(task, manifest.name);
			return {
				manifest,
				profile: { service: service.summary(), queue: queue.summary(), cold: cold.summary(), accuracy },
				url: manifest.device ? modelUrl(manifest.sha256) : null,
			};
		});
		views.sort((a, b) => (a.profile.service?.meanMs ?? 0) - (b.profile.service?.meanMs ?? 0));
		const view: TaskView = {
			name: task,
			labels: views[0]?.manifest.labels ?? [],
			defaultSlaMs: config.defaultSlaMs,
			deviceModel: smallestForDevice(views),
			models: views,
		};
		const build = await readPageBuild(config.pageFolder);
		if (build !== null) c.header("mdi-page", build);
		return c.json(view, 200);
	});
}

function smallestForDevice(views: readonly ModelView[]): string | null {
	const candidates = views.map(({ manifest }) => manifest).filter(({ device }) => device);
	return candidates.sort((a, b) => a.bytes - b.bytes)[0]?.name ?? null;
}
