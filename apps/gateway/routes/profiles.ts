import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import {
	ProfileList,
	ProfileVersionList,
	type ProfileVersionView,
	RollbackRequest,
} from "@mdinference/contract";
import type { Context } from "hono";
import { type GatewayParts, modelsByTask } from "../parts.ts";
import { Places } from "../places.ts";
import { ProblemError } from "../problem.ts";
import { problemContent } from "../problem_content.ts";
import { readJson } from "../read_json.ts";
import { requireOperator } from "../require_operator.ts";
import { unknownTask } from "../unknown_task.ts";

const security = [{ operator: [] }];

/** Places of their own: whoever fills those that anybody may take does not keep the operator out. */
const rollbackLimits = { maxBytes: 10_000, places: new Places(8) };

const query = z.object({
	task: z.string().optional().meta({ description: "needed where two tasks have the model" }),
});
const params = z.object({ model: z.string().meta({ example: "characters-nano" }) });
const list = {
	200: { description: "Profile versions", content: { "application/json": { schema: ProfileVersionList } } },
	default: problemContent,
};
const changed = {
	200: { description: "The model's versions, the new one first", content: list[200].content },
	default: problemContent,
};

const routes = [
	createRoute({
		method: "get",
		path: "/v1/profiles",
		tags: ["learning"],
		summary: "What is known of every model now, and why",
		request: { query },
		responses: {
			...list,
			200: {
				description: "The newest version of every model, and what is known of copies on devices",
				content: { "application/json": { schema: ProfileList } },
			},
		},
	}),
	createRoute({
		method: "get",
		path: "/v1/profiles/{model}/versions",
		tags: ["learning"],
		summary: "What was known of a model, and why it changed, newest first",
		description:
			"The newest 100; of those before the last start, the ones that can be rolled back to. All that the log keeps are in its view " +
			"`profile_history`; those whose `can_roll_back` is 1 can be rolled back to, if they are of the model's present file.",
		request: { params, query },
		responses: list,
	}),
	createRoute({
		method: "post",
		path: "/v1/profiles/{model}/rollback",
		tags: ["learning"],
		summary: "Bring an earlier profile of a model back (the operator)",
		description:
			"Any version of the model's present file that the outcome log keeps the state of: all of the last hour, then of " +
			"refreshes the last of each hour. For another one the problem `unknown-version` names the nearest that can be rolled back to.",
		request: {
			params,
			query,
			body: { required: true, content: { "application/json": { schema: RollbackRequest } } },
		},
		security,
		responses: changed,
	}),
	...(["pin", "unpin"] as const).map((verb) =>
		createRoute({
			method: "post",
			path: `/v1/profiles/{model}/${verb}`,
			tags: ["learning"],
			summary:
				verb === "pin"
					? "Keep a model's profile as it is (the operator)"
					: "Let a pinned profile go (the operator)",
			request: { params, query },
			security,
			responses: changed,
		}),
	),
];

/** `/v1/profiles`: what is known of models, version by version; the operator may roll back, pin and unpin. */
export function profileRoutes(app: OpenAPIHono, parts: GatewayParts): void {
	const { learning, config } = parts;
	const tasks = modelsByTask(parts.models);
	for (const { method, path, ...route } of routes)
		app.openAPIRegistry.registerPath({ method, path, ...route });

	app.get("/v1/profiles", (c) => {
		const wanted = c.req.query("task");
		if (wanted !== undefined && !tasks.has(wanted)) throw unknownTask(wanted, tasks.keys());
		const all = [...tasks]
			.filter(([task]) => wanted === undefined || task === wanted)
			.flatMap(([task, models]) => [...models.keys()].map((model) => ({ task, model })));
		const versions = all.flatMap(({ task, model }) => learning.versions(task, model).slice(0, 1));
		const devices = all.flatMap(({ task, model }) => learning.onDevices(task, model) ?? []);
		return c.json({ versions, devices } satisfies ProfileList, 200);
	});

	app.get("/v1/profiles/:model/versions", (c) => {
		const { task, model } = find(c);
		return answer(c, learning.versions(task, model));
	});

	app.post("/v1/profiles/:model/rollback", async (c) => {
		requireOperator(c, config);
		const { task, model } = find(c);
		const { version, pin = false } = await readJson(c.req.raw, RollbackRequest, rollbackLimits);
		learning.rollback(task, model, { version, pin, atMs: Date.now() });
		return answer(c, learning.versions(task, model));
	});

	for (const [verb, pinned] of [
		["pin", true],
		["unpin", false],
	] as const) {
		app.post(`/v1/profiles/:model/${verb}`, (c) => {
			requireOperator(c, config);
			const { task, model } = find(c);
			learning.pin(task, model, { pinned, atMs: Date.now() });
			return answer(c, learning.versions(task, model));
		});
	}

	function answer(c: Context, versions: ProfileVersionView[]): Response {
		return c.json({ versions } satisfies ProfileVersionList, 200);
	}

	/** The model of a request: its task has to be said only where two have a model of that name. */
	function find(c: Context): { task: string; model: string } {
		const model = c.req.param("model") ?? "";
		const wanted = c.req.query("task");
		if (wanted !== undefined && !tasks.has(wanted)) throw unknownTask(wanted, tasks.keys());
		const having = [...tasks].filter(([task, models]) => (wanted ?? task) === task && models.has(model));
		const names = having.map(([task]) => task);
		if (names.length === 1) return { task: names[0]!, model };
		if (names.length > 1) {
			const detail = `${names.join(" and ")} have a model ${model}; say which: ?task=${names[0]}.`;
			throw new ProblemError("invalid-query", detail, { field: "task" });
		}
		throw new ProblemError(
			"unknown-model",
			`There is no model "${model.slice(0, 64)}"; GET /v1/profiles lists them.`,
		);
	}
}
