import type { OutcomeReport, ProfileVersionView } from "@mdinference/contract";
import type { DecisionRecord, ExecutionRecord, OutcomeLog } from "@mdinference/feedback";
import { seededRandom } from "@mdinference/stats";
import { beforeEach, describe, expect, test, vi } from "vitest";
import type { Learning } from "./learning.ts";
import {
	hostName,
	learned,
	sampleModel,
	sampleModels,
	startLearning,
	temporaryLogPath,
} from "./testdata/learning_scene.ts";

// Each starts a gateway's learning, some of them twice: longer than the usual limit where the machine is busy.
vi.setConfig({ testTimeout: 60_000 });

let path = "";
beforeEach(() => {
	path = temporaryLogPath();
});

const start = (models = sampleModels) => startLearning(path, { models });

function decision(requestId: string, name: string, decidedAtMs: number): DecisionRecord {
	return {
		requestId,
		task: "t",
		decidedAtMs,
		policy: "mdinference",
		slaMs: 250,
		networkMs: 40,
		networkSource: "client",
		waitMs: 0,
		overheadMs: 0,
		budgetMs: 210,
		profileVersion: 1,
		explored: false,
		experiment: null,
		baseModel: name,
		candidates: [{ model: name, utility: 1, probability: 1 }],
		probability: 1,
		infeasible: false,
		budgetExhausted: false,
		model: name,
		modelVersion: "1.0.0",
		uploadMs: 1,
		deviceModel: "fast",
		host: hostName,
	};
}

/**
 * Requests that are served, recorded, and a little later labelled, a third of them wrongly answered, and reported with what
 * the device's copy took.
 */
async function serve(
	{ log, learning }: { log: OutcomeLog; learning: Learning },
	count: number,
	seed: number,
) {
	const random = seededRandom(seed);
	const startMs = Date.now() - 3_600_000 + seed * 600_000;
	const pending: string[] = [];
	for (let i = 0; i < count; i++) {
		const name = random() < 0.3 ? "fast" : "best";
		const requestId = crypto.randomUUID();
		const atMs = startMs + i * 100;
		const [serviceMs, queueMs, decodeMs] = [(name === "best" ? 40 : 2) * (0.8 + 0.4 * random()), random(), 3];
		const totalMs = serviceMs + queueMs + decodeMs;
		const seq = log.nextSeq();
		const overheadMs = Math.max(0, totalMs - queueMs - serviceMs);
		learning.controller.observe("t", name, { serviceMs, queueMs, overheadMs, cold: false, atMs });
		const execution: ExecutionRecord = {
			requestId,
			task: "t",
			model: name,
			modelVersion: "1.0.0",
			sha256: name,
			place: "cloud",
			cause: "request",
			status: "ok",
			censored: false,
			cold: false,
			startedAtMs: atMs,
			queueMs,
			decodeMs,
			serviceMs,
			totalMs,
			topLabel: "A",
			confidence: 0.9,
			error: null,
			provider: null,
			host: hostName,
			seq,
		};
		log.record({ decision: decision(requestId, name, atMs), execution });
		pending.push(requestId);
		if (i % 20 !== 19) continue;
		const labels = pending.splice(0).map((id) => ({
			requestId: id,
			label: random() < 0.67 ? "A" : "B",
			source: "user",
			weight: 1,
		}));
		learning.learn(await log.label(labels));
		const reports = labels.map(({ requestId }) => deviceReport(requestId, 20 * (0.8 + 0.4 * random())));
		learning.learn(await log.report(reports));
	}
}

function deviceReport(requestId: string, serviceMs: number): OutcomeReport {
	return {
		requestId,
		task: "t",
		startedAtMs: Date.now(),
		slaMs: 250,
		answeredBy: "device",
		reason: "deadline",
		elapsedMs: 250.5,
		device: { model: "fast", version: "1.0.0", status: "ok", serviceMs, cold: false, label: "A" },
	};
}

/** The newest one is the current one until there is another. */
function withoutCurrent({ current: _, ...version }: ProfileVersionView) {
	return version;
}

describe("a restart", () => {
	test("knows what the end knew, bit for bit: alarms, labels, rollbacks and pins included", async () => {
		const first = await start();
		await serve(first, 400, 1);
		first.learning.checkpoint(Date.now());
		await serve(first, 200, 2);
		first.learning.pin("t", "fast", { pinned: true, atMs: Date.now() });
		const [newest] = first.learning.versions("t", "best").slice(-1);
		first.learning.rollback("t", "best", { version: newest!.version, pin: false, atMs: Date.now() });
		await serve(first, 200, 3);
		const before = learned(first.learning);
		const alarms = first.learning.alarms();
		expect(alarms.length).toBeGreaterThan(0);
		await first.log.close();

		const second = await start();
		expect(learned(second.learning)).toEqual(before);
		expect(second.learning.alarms()).toEqual(alarms);
		await second.log.close();
	}, 120_000);

	test("knows of a rollback to a version that was not at hand any more, too", async () => {
		const first = await start();
		await serve(first, 100, 1);
		const [old] = first.learning.versions("t", "best");
		await serve(first, 100, 2);
		for (let i = 0; i < 100; i++) first.learning.pin("t", "best", { pinned: i % 2 === 0, atMs: Date.now() });
		const listed = first.learning.versions("t", "best");
		expect(listed.map(({ version }) => version)).not.toContain(old!.version);
		expect(listed[0]!.service).not.toEqual(old!.service);
		first.learning.rollback("t", "best", { version: old!.version, pin: false, atMs: Date.now() });
		const { service, accuracy } = old!;
		expect(first.learning.versions("t", "best")[0]).toMatchObject({ cause: "rollback", service, accuracy });
		await serve(first, 100, 3);
		const before = learned(first.learning);
		await first.log.close();

		const second = await start();
		expect(learned(second.learning)).toEqual(before);
		second.learning.rollback("t", "best", { version: old!.version, pin: false, atMs: Date.now() });
		expect(second.learning.versions("t", "best")[0]).toMatchObject({ cause: "rollback", service, accuracy });
		await second.log.close();
	}, 60_000);

	test("makes the versions again that were made since the checkpoint, and no others, also where devices report", async () => {
		const first = await start();
		await serve(first, 100, 1);
		first.learning.checkpoint(Date.now());
		await serve(first, 200, 2);
		const last = first.learning.controller.version("t");
		const made = first.learning.versions("t", "best").map(withoutCurrent);
		await first.log.close();

		const second = await start();
		const again = second.learning.versions("t", "best").filter(({ version }) => version <= last);
		expect(again.map(withoutCurrent)).toEqual(made);
		// The start itself publishes one.
		expect(second.learning.controller.version("t")).toBe(last + 1);
		await second.log.close();
	}, 60_000);

	test("counts its versions on, so that a decision's version is never another's", async () => {
		const first = await start();
		await serve(first, 100, 1);
		const last = first.learning.controller.version("t");
		await first.log.close();
		const second = await start();
		expect(second.learning.controller.version("t")).toBeGreaterThan(last);
		await second.log.close();
	}, 60_000);

	test("passes over what was learned of another file of a model", async () => {
		const first = await start();
		await serve(first, 100, 1);
		first.learning.checkpoint(Date.now());
		await serve(first, 100, 2);
		await first.log.close();
		const second = await start([sampleModel("fast", 0.7), sampleModel("best", 0.95, "retrained")]);
		const { controller } = second.learning;
		expect(controller.profile("t", "best").service.samples).toBe(0);
		expect(controller.profile("t", "best").accuracy).toBe(0.95);
		expect(controller.profile("t", "fast").service.samples).toBeGreaterThan(10);
		await second.log.close();
	}, 60_000);
});
