import { OpenAPIHono } from "@hono/zod-openapi";
import {
	type InferencePool,
	type InferenceRequest,
	type InferenceResult,
	RequestAbandonedError,
} from "@mdinference/inference";
import Database from "better-sqlite3";
import { beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { endedRequests } from "../ended_requests.ts";
import { EventHub } from "../event_hub.ts";
import { Metrics } from "../metrics.ts";
import { OpenDecisions } from "../open_decisions.ts";
import {
	hostName,
	learned,
	type Started,
	sampleModels,
	startLearning,
	temporaryLogPath,
} from "../testdata/learning_scene.ts";
import { inferRoute } from "./infer.ts";

// Each starts a gateway's learning, some of them twice: longer than the usual limit where the machine is busy.
vi.setConfig({ testTimeout: 60_000 });

let path = "";
beforeEach(() => {
	path = temporaryLogPath();
});

/** The route of a gateway whose pool does as it is told. */
function routeOf(
	{ log, learning, events }: Started,
	infer: (request: InferenceRequest) => Promise<InferenceResult>,
) {
	const app = new OpenAPIHono();
	inferRoute(app, {
		config: {
			defaultSlaMs: 250,
			maxBodyBytes: 1000,
			pageFolder: "",
			labelWeights: {},
			trustedSources: [],
			operatorToken: undefined,
		},
		models: sampleModels,
		learning,
		events,
		pool: { infer, inFlight: 0, capacity: 10 } as unknown as InferencePool,
		log,
		decisions: new OpenDecisions(log, hostName),
		ended: endedRequests(path),
		metrics: new Metrics({ inFlight: () => 0, logPending: () => 0, logDropped: () => 0 }),
		lifecycle: { phase: "ready" },
		hostName,
	});
	return (init: { requestId?: string; signal?: AbortSignal } = {}) => {
		const { requestId = crypto.randomUUID(), signal = null } = init;
		const headers = { "mdi-request-id": requestId };
		return app.request("/v1/tasks/t/infer", { method: "POST", body: "an image", headers, signal });
	};
}

/** A run that takes longer each time. */
function slowingRuns(): () => Promise<InferenceResult> {
	let runs = 0;
	return async () => ({
		labels: [{ label: "A", probability: 0.9 }],
		probabilities: new Float32Array([0.9]),
		timing: { decodeMs: 3, queueMs: 1, inferenceMs: 10 * ++runs },
		cold: false,
	});
}

const runsInLog = () => {
	const database = new Database(path, { readonly: true });
	try {
		return database
			.prepare("SELECT status, queue_ms AS queueMs, service_ms AS serviceMs, seq FROM executions ORDER BY id")
			.all();
	} finally {
		database.close();
	}
};

describe("the same request id twice", () => {
	test("is answered twice, and learned once: a restart from the log knows the same", async () => {
		const first = await startLearning(path);
		const ask = routeOf(first, slowingRuns());
		const requestId = crypto.randomUUID();
		for (const id of [requestId, requestId, crypto.randomUUID(), requestId]) {
			expect((await ask({ requestId: id })).status).toBe(200);
		}
		const before = learned(first.learning);
		await first.log.close();
		expect(runsInLog()).toEqual([
			{ status: "ok", queueMs: 1, serviceMs: 10, seq: 1 },
			{ status: "ok", queueMs: 1, serviceMs: 30, seq: 2 },
		]);

		const second = await startLearning(path);
		expect(learned(second.learning)).toEqual(before);
		await second.log.close();
	});

	test("before and after a restart is learned once, as the log keeps one run of it: the next restart knows the same", async () => {
		const requestId = crypto.randomUUID();
		const first = await startLearning(path);
		await routeOf(first, slowingRuns())({ requestId });
		await first.log.close();

		const second = await startLearning(path);
		const ask = routeOf(second, slowingRuns());
		for (const id of [requestId, crypto.randomUUID()])
			expect((await ask({ requestId: id })).status).toBe(200);
		const before = learned(second.learning);
		await second.log.close();
		expect(runsInLog()).toHaveLength(2);

		const third = await startLearning(path);
		expect(learned(third.learning)).toEqual(before);
		await third.log.close();
	});

	test("at once: of the two runs the one that ends first is learned, as it is the one that the log keeps", async () => {
		const first = await startLearning(path);
		const run = slowingRuns();
		const begun: ((result: Promise<InferenceResult>) => void)[] = [];
		const ask = routeOf(first, () => new Promise((resolve) => begun.push(resolve)));
		const requestId = crypto.randomUUID();
		const asked = ask({ requestId });
		await expect.poll(() => begun.length).toBe(1);
		const askedAgain = ask({ requestId });
		await expect.poll(() => begun.length).toBe(2);
		begun[1]!(run());
		await askedAgain;
		begun[0]!(run());
		await asked;
		const before = learned(first.learning);
		await first.log.close();
		expect(runsInLog()).toEqual([{ status: "ok", queueMs: 1, serviceMs: 10, seq: 1 }]);

		const second = await startLearning(path);
		expect(learned(second.learning)).toEqual(before);
		await second.log.close();
	});
});

describe("a client that leaves", () => {
	/** Asks, leaves once the pool has the request, and gives what the queue's profile counts then. */
	async function leave(first: Started, queueMs: number | null) {
		const client = new AbortController();
		const ask = routeOf(first, async () => {
			client.abort();
			throw new RequestAbandonedError(queueMs, { cause: client.signal.reason });
		});
		await ask({ signal: client.signal });
		const { controller } = first.learning;
		return ["fast", "best"].map((model) => controller.profile("t", model).queue.meanMs);
	}

	test("before it had to wait is logged as gone, and nothing is learned of the queue", async () => {
		const first = await startLearning(path);
		expect(await leave(first, null)).toEqual([0, 0]);
		await first.log.close();
		expect(runsInLog()).toEqual([{ status: "abandoned", queueMs: null, serviceMs: null, seq: null }]);
	});

	test("while it waits has waited that long, decoding not included; a restart knows the same", async () => {
		const first = await startLearning(path);
		expect((await leave(first, 30)).toSorted()).toEqual([0, 30]);
		const before = learned(first.learning);
		await first.log.close();
		expect(runsInLog()).toEqual([{ status: "abandoned", queueMs: 30, serviceMs: null, seq: 1 }]);

		const second = await startLearning(path);
		expect(learned(second.learning)).toEqual(before);
		await second.log.close();
	});
});

test("those who listen hear of decisions also after the machine's clock was set back", async () => {
	vi.useFakeTimers({ toFake: ["Date"] });
	onTestFinished(() => {
		vi.useRealTimers();
	});
	const started = await startLearning(path);
	const events = new EventHub({ decisionEveryMs: 0 });
	const heard: string[] = [];
	events.subscribe(
		({ type }) => heard.push(type),
		() => {},
	);
	const ask = routeOf({ ...started, events }, slowingRuns());
	await ask();
	vi.setSystemTime(Date.now() - 3_600_000);
	await ask();
	await started.log.close();
	expect(heard).toEqual(["decision", "decision"]);
});
