import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import {
	BatchAnswer,
	itemStatuses,
	LabelBatch,
	LabelReport,
	maxBatch,
	OutcomeBatch,
	OutcomeReport,
} from "@mdinference/contract";
import { batchAnswer, parseItems } from "../batch_results.ts";
import { labelWeight, strangersWeight } from "../label_weight.ts";
import { notServing } from "../not_serving.ts";
import type { GatewayParts } from "../parts.ts";
import { problemContent } from "../problem_content.ts";
import { readJson } from "../read_json.ts";
import { isOperator } from "../require_operator.ts";

/** Largest body of a batch: 500 items of less than 2 kB. */
const maxBytes = 1_000_000;

/** A batch as it is described. It is not parsed by that: a bad item would refuse the others. */
const batchOf = (name: string, item: z.ZodType) => ({
	body: {
		required: true,
		content: {
			"application/json": { schema: z.object({ [name]: z.array(item).min(1).max(maxBatch) }) },
		},
	},
});

const meanings = Object.entries(itemStatuses).map(([status, meaning]) => `- \`${status}\`: ${meaning}`);
const itemByItem = `Each item is answered by itself, whatever becomes of the others:\n\n${meanings.join("\n")}`;

const answered = {
	200: {
		description: "What became of each item, in the order of the batch; what is recorded is on disk",
		content: { "application/json": { schema: BatchAnswer } },
	},
	default: problemContent,
};

const outcomesRoute = createRoute({
	method: "post",
	path: "/v1/outcomes",
	tags: ["feedback"],
	summary: "Report what became of requests",
	description: `A batch of what the client saw. The same report twice changes nothing. ${itemByItem}`,
	request: batchOf("outcomes", OutcomeReport),
	responses: answered,
});

const feedbackRoute = createRoute({
	method: "post",
	path: "/v1/feedback",
	tags: ["feedback"],
	summary: "Say what the right answers were",
	description:
		"A batch of labels, each the right `label` or whether the answer was `correct`, with its `source`. They may come late. " +
		"Trusted sources are the operator's alone; of all others the first label of a request is learned. Unless weights are set, a " +
		`label of the operator weighs 1, of anybody else ${strangersWeight}. ${itemByItem}`,
	request: batchOf("labels", LabelReport),
	security: [{}, { operator: [] }],
	responses: answered,
});

/** `POST /v1/outcomes` and `POST /v1/feedback`: batches, answered item by item once they are on disk. */
export function reportRoutes(
	app: OpenAPIHono,
	{ log, decisions, learning, lifecycle, config }: GatewayParts,
): void {
	for (const { method, path, ...route } of [outcomesRoute, feedbackRoute]) {
		app.openAPIRegistry.registerPath({ method, path, ...route });
	}

	const weight = labelWeight(config.labelWeights);
	// Refused before it is stored: otherwise a stranger's label would be the first of that source, and stay.
	const trusted = new Set(config.trustedSources);
	const labelOfAnybody = LabelReport.refine(({ source }) => !trusted.has(source), {
		path: ["source"],
		message: "names a source that is the operator's alone; name another, or send the operator's token",
	});

	app.post("/v1/outcomes", async (c) => {
		if (lifecycle.phase !== "ready") throw notServing(lifecycle.phase);
		const { outcomes } = await readJson(c.req.raw, OutcomeBatch, { maxBytes });
		const batch = parseItems(outcomes, OutcomeReport);
		for (const { item } of batch.sound) decisions.record(item.requestId);
		const results = await log.report(batch.sound.map(({ item }) => item));
		learning.learn(results);
		return c.json(batchAnswer(batch, results), 200);
	});

	app.post("/v1/feedback", async (c) => {
		if (lifecycle.phase !== "ready") throw notServing(lifecycle.phase);
		const { labels } = await readJson(c.req.raw, LabelBatch, { maxBytes });
		const isOperators = isOperator(c, config);
		const batch = parseItems(labels, isOperators ? LabelReport : labelOfAnybody);
		for (const { item } of batch.sound) decisions.record(item.requestId);
		const results = await log.label(
			batch.sound.map(({ item }) => ({ ...item, weight: weight(item.source, isOperators) })),
		);
		learning.learn(results);
		return c.json(batchAnswer(batch, results), 200);
	});
}
