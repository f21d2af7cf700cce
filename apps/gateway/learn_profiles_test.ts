import type { OutcomeReport, ProfileVersionView } from "@mdinference/contract";
import type { DecisionRecord, ExecutionRecord, OutcomeLog } from "@mdinference/feedback";
import type { ProfileOptions } from "@mdinference/inference";
import { seededRandom } from "@mdinference/stats";
import Database from "better-sqlite3";
import { beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import type { Learning } from "./learning.ts";
import {
	hostName,
	learned,
	sampleConfig,
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

/** A start on a machine where models take half of what they take beside requests, and how many runs it asked for. */
async function startIdle({ bestMs = 20 } = {}) {
	const random = seededRandom(7);
	const asked: ProfileOptions[] = [];
	const started = await startLearning(path, {
		profile: async ({ model }, options = {}) => {
			asked.push(options);
			const tookMs = () => (model === "best" ? bestMs : 1) * (0.8 + 0.4 * random());
			return { coldMs: [3 * tookMs()], warmMs: Array.from({ length: options.runs ?? 30 }, tookMs) };
		},
	});
	return { ...started, asked };
}

/** Runs of a cause in the log, and how many of them were learned. */
function runsInLog(cause: string) {
	const database = new Database(path, { readonly: true });
	const sql = "SELECT count(*) AS runs, count(seq) AS learned FROM executions WHERE cause = ?";
	const counts = database.prepare(sql).get(cause);
	database.close();
	return counts;
}

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
		waitStdMs: 0,
		overheadMs: 0,
		remainingMs: null,
		deviceAccuracy: null,
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

/** A request that a model runs at once, and that is recorded. */
function run(
	{ log, learning }: { log: OutcomeLog; learning: Learning },
	{
		name,
		serviceMs,
		queueMs = 0,
		atMs = Date.now(),
	}: { name: string; serviceMs: number; queueMs?: number; atMs?: number },
): string {
	const requestId = crypto.randomUUID();
	const decodeMs = 3;
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
	return requestId;
}

/** What choices are made from, each model of which is what its newest version says. */
function known({ learning }: { learning: Learning }) {
	const { known, profileVersion } = learning.controller.select("t", {
		slaMs: 250,
		uploadMs: 0,
		arrivedAtMs: Date.now(),
	});
	for (const { name, accuracy, meanMs, samples } of known) {
		const newest = learning.versions("t", name).find(({ version }) => version <= profileVersion);
		expect(newest).toMatchObject({ accuracy, service: samples === 0 ? null : { meanMs, samples } });
	}
	return Object.fromEntries(known.map(({ name, ...rest }) => [name, rest]));
}

/** What was learned but for cold starts, which each start adds to. */
function learnedWarm(learning: Learning) {
	const { known, ...rest } = learned(learning);
	return {
		...rest,
		known: known.map(({ seenAtMs: _, profile, ...model }) => ({
			...model,
			profile: { ...profile, cold: null },
		})),
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
		const atMs = startMs + i * 100;
		const serviceMs = (name === "best" ? 40 : 2) * (0.8 + 0.4 * random());
		pending.push(run({ log, learning }, { name, serviceMs, queueMs: random(), atMs }));
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

describe("a start", () => {
	test("gives models their first profile; the next ones go on with it, and learn no more than how long a cold start takes", async () => {
		const first = await startIdle();
		expect(first.asked).toEqual([{ minRuns: 10 }, { minRuns: 10 }]);
		expect(first.learning.controller.profile("t", "best").service.meanMs).toBeCloseTo(20, -1);
		expect(first.learning.controller.profile("t", "best").cold.samples).toBe(1);
		const before = learnedWarm(first.learning);
		const version = first.learning.controller.version("t");
		first.learning.checkpoint(Date.now());
		await first.log.close();
		expect(runsInLog("profiling")).toEqual({ runs: 62, learned: 62 });

		for (let restart = 1; restart <= 2; restart++) {
			const next = await startIdle();
			expect(next.asked).toEqual([{ runs: 3 }, { runs: 3 }]);
			expect(learnedWarm(next.learning)).toEqual(before);
			expect(next.learning.controller.profile("t", "best").cold.samples).toBe(1 + restart);
			expect(next.learning.controller.version("t")).toBe(version + restart);
			known(next);
			await next.log.close();
			expect(runsInLog("profiling")).toEqual({ runs: 62 + restart * 8, learned: 62 + restart * 2 });
		}
	});

	test("on an unchanged machine leaves what requests taught, and sees no change in it, however often", async () => {
		const first = await startIdle();
		await serve(first, 800, 1);
		let { meanMs } = first.learning.controller.profile("t", "best").service;
		expect(meanMs).toBeCloseTo(40, -1);
		await first.log.close();
		for (let restart = 0; restart < 4; restart++) {
			const next = await startIdle();
			const { service } = next.learning.controller.profile("t", "best");
			expect(service.meanMs).toBe(meanMs);
			await serve(next, 40, 2 + restart);
			({ meanMs } = service);
			expect(next.learning.alarms().filter(({ kind }) => kind !== "accuracy")).toEqual([]);
			await next.log.close();
		}
	});

	test("that was killed before its first checkpoint is replayed as it was: idle runs are no baseline then, either", async () => {
		const first = await startIdle();
		await serve(first, 300, 1);
		const before = learned(first.learning);
		await first.log.close();
		const second = await start();
		expect(learned(second.learning)).toEqual(before);
		await second.log.close();
	});

	test("chooses from versions that are recorded, also after kills that come before the next checkpoint", async () => {
		vi.useFakeTimers({ toFake: ["Date"], now: Date.UTC(2026, 10, 1) });
		onTestFinished(() => {
			vi.useRealTimers();
		});
		const pass = (ms: number) => vi.setSystemTime(Date.now() + ms);
		const first = await start();
		for (let i = 0; i < 30; i++) run(first, { name: "best", serviceMs: 40 });
		first.learning.checkpoint(Date.now());
		await first.log.close();

		pass(60_000);
		const second = await start();
		expect(known(second).best).toMatchObject({ meanMs: 40 });
		pass(300);
		run(second, { name: "best", serviceMs: 80 });
		expect(known(second).best).toMatchObject({ meanMs: 40 });
		await second.log.close();

		pass(60_000);
		const third = await start();
		expect(known(third).best!.meanMs).toBeGreaterThan(41);
		await third.log.close();
	});

	test.each([false, true])(
		"after choices were frozen knows what was learned meanwhile, also of a model that was pinned and unpinned: frozen again %s",
		async (frozen) => {
			const config = { ...sampleConfig, frozen: true };
			const first = await startLearning(path, { models: sampleModels, config });
			for (let i = 0; i < 60; i++) run(first, { name: "best", serviceMs: 40 });
			first.learning.pin("t", "best", { pinned: true, atMs: Date.now() });
			first.learning.pin("t", "best", { pinned: false, atMs: Date.now() });
			expect(known(first).best).toMatchObject({ samples: 0 });
			first.learning.checkpoint(Date.now());
			await first.log.close();

			const second = await startLearning(path, { models: sampleModels, config: { ...config, frozen } });
			expect(known(second).best).toMatchObject({ meanMs: 40 });
			second.learning.pin("t", "fast", { pinned: true, atMs: Date.now() });
			expect(known(second).best).toMatchObject({ meanMs: 40 });
			await second.log.close();
		},
	);

	test("brings a model back that an alarm left, once it is as fast as before, where requests explore nothing", async () => {
		const first = await startIdle();
		const random = seededRandom(3);
		const atMs = Date.now();
		for (let i = 0; i < 400; i++) {
			run(first, { name: "best", serviceMs: 40 * (0.8 + 0.4 * random()), atMs: atMs + i * 100 });
		}
		for (let i = 400; !first.learning.controller.isLeft("t", "best"); i++) {
			run(first, { name: "best", serviceMs: 120, atMs: atMs + i * 100 });
		}
		await first.log.close();

		const second = await startIdle({ bestMs: 120 });
		expect(second.asked).toEqual([{ runs: 3 }, { minRuns: 10 }]);
		expect(second.learning.controller.isLeft("t", "best")).toBe(true);
		await second.log.close();

		const third = await startIdle();
		expect(third.asked).toEqual([{ runs: 3 }, { minRuns: 10 }]);
		expect(known(third).best!.meanMs).toBeCloseTo(40, -1);
		expect(third.learning.alarms().map(({ detector }) => detector)).toEqual(["return", "cusum"]);
		const before = learned(third.learning);
		await third.log.close();

		const fourth = await start();
		expect(learned(fourth.learning)).toEqual(before);
		await fourth.log.close();
	});

	test("measures a model that is hardly known, and goes on with the others", async () => {
		const first = await start();
		const atMs = Date.now();
		for (let i = 0; i < 40; i++) {
			first.learning.controller.observe("t", i < 9 ? "fast" : "best", { serviceMs: 40, cold: false, atMs });
		}
		first.learning.checkpoint(atMs);
		await first.log.close();
		const second = await startIdle();
		expect(second.asked).toEqual([{ minRuns: 10 }, { runs: 3 }]);
		expect(second.learning.controller.profile("t", "fast").service.samples).toBeGreaterThan(30);
		await second.log.close();
	});

	test("does a pin again as it was, also that of choices that were frozen", async () => {
		const frozen = { models: sampleModels, config: { ...sampleConfig, frozen: true } };
		const first = await startIdle();
		await first.log.close();
		const second = await startLearning(path, frozen);
		await serve(second, 100, 1);
		second.learning.pin("t", "best", { pinned: true, atMs: Date.now() });
		await serve(second, 100, 2);
		const before = learned(second.learning);
		await second.log.close();

		const third = await startLearning(path, frozen);
		expect(learned(third.learning)).toEqual(before);
		await third.log.close();
	});
});
