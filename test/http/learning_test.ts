import { readFileSync } from "node:fs";
import { BatchAnswer, DriftList, InferAnswer, ProfileList, ProfileVersionList } from "@mdinference/contract";
import Database from "better-sqlite3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { samples } from "../characters.ts";
import { type GatewayProcess, startGatewayProcess } from "../gateway_process.ts";

const sample = samples().find(({ label }) => label === "A")!;
const device = "characters-nano";
const manifestFile = new URL(`../../data/zoo/characters/${device}.json`, import.meta.url);
const published: number = JSON.parse(readFileSync(manifestFile, "utf8")).accuracy.top1;
let gateway: GatewayProcess;

beforeAll(async () => {
	const experiment = '{"name": "value-1", "shares": {"mdinference": 0.5, "value": 0.5}}';
	gateway = await startGatewayProcess({
		env: { MDI_EXPERIMENT: experiment, MDI_LABEL_WEIGHTS: '{"crowd": 0.5}' },
	});
}, 120_000);
afterAll(async () => {
	await gateway.end("SIGKILL");
	gateway.remove();
});

async function infer(headers: Record<string, string> = {}): Promise<InferAnswer> {
	const response = await fetch(`${gateway.url}/v1/tasks/characters/infer`, {
		method: "POST",
		body: sample.bytes,
		headers: { "mdi-sla-ms": "2000", "mdi-device": device, ...headers },
	});
	return InferAnswer.parse(await response.json());
}
const post = (path: string, body: unknown) =>
	fetch(gateway.url + path, { method: "POST", body: typeof body === "string" ? body : JSON.stringify(body) });
const statuses = async (response: Response) => {
	expect(response.status, await response.clone().text()).toBe(200);
	return BatchAnswer.parse(await response.json()).results.map(({ status }) => status);
};
const query = (sql: string, ...values: unknown[]) => {
	const database = new Database(gateway.databasePath, { readonly: true });
	try {
		return database.prepare(sql).all(...values) as Record<string, unknown>[];
	} finally {
		database.close();
	}
};
const report = (requestId: string) => ({
	requestId,
	task: "characters",
	startedAtMs: Date.now(),
	slaMs: 2000,
	answeredBy: "cloud",
	reason: "cloud-in-time",
	elapsedMs: 81,
	cloud: { status: "in-time", elapsedMs: 81, networkMs: 40 },
	device: { model: device, version: "1.0.0", status: "ok", serviceMs: 2.5, label: "R", confidence: 0.6 },
});

describe("POST /v1/outcomes", () => {
	test("is on disk when it is acknowledged; the same report twice changes nothing", async () => {
		const { requestId } = await infer();
		expect(await statuses(await post("/v1/outcomes", { outcomes: [report(requestId)] }))).toEqual([
			"recorded",
		]);
		const rows = () => query("SELECT * FROM requests WHERE request_id = ?", requestId);
		const [row] = rows();
		expect(row).toMatchObject({ answered_by: "cloud", on_time: 1, device_model: device });
		expect(await statuses(await post("/v1/outcomes", { outcomes: [report(requestId)] }))).toEqual([
			"duplicate",
		]);
		expect(rows()).toEqual([row]);
	});

	test("knows a request whose run has not ended, reported at the deadline and labelled, and learns from its end", async () => {
		const requestIds = Array.from({ length: 16 }, () => crypto.randomUUID());
		const headers = { "mdi-policy": "static-accuracy", "mdi-sla-ms": "60000" };
		const asked = requestIds.map((id) => infer({ ...headers, "mdi-request-id": id }));
		await asked[0];
		const requestId = requestIds.at(-1)!;
		const atDeadline = { ...report(requestId), answeredBy: "device", reason: "deadline", cloud: undefined };
		expect(await statuses(await post("/v1/outcomes", { outcomes: [atDeadline] }))).toEqual(["recorded"]);
		expect(
			query("SELECT count(*) AS runs FROM executions WHERE place = 'cloud' AND request_id = ?", requestId),
		).toEqual([{ runs: 0 }]);
		const labels = [{ requestId, label: "A", source: "user" }];
		expect(await statuses(await post("/v1/feedback", { labels }))).toEqual(["recorded"]);
		await Promise.all(asked);
		await statuses(await post("/v1/outcomes", { outcomes: [report(requestIds[0]!)] }));
		expect(
			query("SELECT answered_by, cloud_status, service_ms FROM requests WHERE request_id = ?", requestId),
		).toEqual([{ answered_by: "device", cloud_status: null, service_ms: expect.any(Number) }]);
		const verdicts = () =>
			query(
				`SELECT place, correct, seq IS NOT NULL AS learned FROM verdicts
				WHERE decision_id = (SELECT id FROM decisions WHERE request_id = ?) ORDER BY place`,
				requestId,
			);
		await expect.poll(verdicts).toEqual([
			{ place: "cloud", correct: 1, learned: 1 },
			{ place: "device", correct: 0, learned: 1 },
		]);
	}, 60_000);

	test("takes what happened offline, and labels of it, though it never saw the request", async () => {
		const requestId = crypto.randomUUID();
		const offline = {
			...report(requestId),
			answeredBy: "device",
			reason: "cloud-failed",
			cloud: { status: "failed", elapsedMs: 2 },
		};
		expect(await statuses(await post("/v1/outcomes", { outcomes: [offline] }))).toEqual(["recorded"]);
		const labels = [{ requestId, label: "R", source: "user" }];
		expect(await statuses(await post("/v1/feedback", { labels }))).toEqual(["recorded"]);
		expect(query("SELECT policy, answered_right FROM requests WHERE request_id = ?", requestId)).toEqual([
			{ policy: "none", answered_right: 1 },
		]);
	});

	test("answers item by item: what is wrong with one does not touch the others", async () => {
		const { requestId } = await infer();
		const outcomes = [
			{ ...report(requestId), slaMs: 0 },
			"nonsense",
			report(crypto.randomUUID()),
			report(requestId),
		];
		const response = await post("/v1/outcomes", { outcomes });
		expect(await statuses(response.clone())).toEqual(["invalid", "invalid", "unknown-request", "recorded"]);
		const { results } = BatchAnswer.parse(await response.json());
		expect(results[0]?.detail).toMatch(/^slaMs: /);
	});
});

describe("POST /v1/feedback", () => {
	test("takes a source whatever it is called, and nothing beside it is lost", async () => {
		const { requestId } = await infer();
		const labels = ["constructor", "user"].map((source) => ({ requestId, label: "T", source }));
		expect(await statuses(await post("/v1/feedback", { labels }))).toEqual(["recorded", "recorded"]);
		expect(
			query(
				"SELECT source, weight FROM labels JOIN decisions AS d ON d.id = decision_id WHERE request_id = ?",
				requestId,
			),
		).toEqual([
			{ source: "constructor", weight: 1 },
			{ source: "user", weight: 1 },
		]);
	});

	test("of a stranger who names eight sources for each request teaches one label a request", async () => {
		const requestIds: string[] = [];
		for (let i = 0; i < 5; i++) requestIds.push((await infer({ "mdi-policy": "static-latency" })).requestId);
		const labels = requestIds.flatMap((requestId) =>
			["review", "s1", "s2", "s3", "s4", "s5", "s6", "s7"].map((source) => ({
				requestId,
				label: "T",
				source,
			})),
		);
		expect(await statuses(await post("/v1/feedback", { labels }))).toEqual(Array(40).fill("recorded"));
		const verdicts = requestIds.flatMap((requestId) =>
			query(
				`SELECT source, place, v.weight FROM verdicts AS v JOIN decisions AS d ON d.id = v.decision_id
				WHERE request_id = ?`,
				requestId,
			),
		);
		expect(verdicts).toEqual(Array(5).fill({ source: "review", place: "cloud", weight: 1 }));
	});

	test("joins its request: cloud and device are judged, each by its own answer, and profiles move", async () => {
		const onDevices = async () => {
			const response = await fetch(`${gateway.url}/v1/profiles?task=characters`);
			const { devices } = ProfileList.parse(await response.json());
			return devices.find(({ model }) => model === device);
		};
		const before = await onDevices();
		const { requestId, model } = await infer();
		await statuses(await post("/v1/outcomes", { outcomes: [report(requestId)] }));
		const labels = [{ requestId, label: "A", source: "user" }];
		expect(await statuses(await post("/v1/feedback", { labels }))).toEqual(["recorded"]);
		expect(await statuses(await post("/v1/feedback", { labels }))).toEqual(["duplicate"]);
		const verdicts = query(
			"SELECT v.place, v.model, v.correct FROM verdicts AS v JOIN decisions AS d ON d.id = v.decision_id WHERE d.request_id = ? ORDER BY v.place",
			requestId,
		);
		expect(verdicts).toEqual([
			{ place: "cloud", model: model.name, correct: 1 },
			{ place: "device", model: device, correct: 0 },
		]);
		const after = await onDevices();
		expect(after).toMatchObject({ task: "characters", service: { meanMs: expect.closeTo(2.5, 6) } });
		expect(after!.accuracy).toBeLessThan(before?.accuracy ?? published);
		expect(after!.labels).toBeGreaterThan(before?.labels ?? 0);
	});

	test.each([
		["an unknown request", { requestId: crypto.randomUUID(), label: "A", source: "user" }, "unknown-request"],
		["a label that the task does not have", { label: "hund", source: "user" }, "unknown-label"],
		["neither label nor verdict", { source: "user" }, "invalid"],
		[
			"a label from next month",
			{ label: "A", source: "user", labelledAtMs: Date.now() + 30 * 86_400_000 },
			"not-yet",
		],
	])("%s is answered as that", async (_, label, status) => {
		const { requestId } = await infer();
		expect(await statuses(await post("/v1/feedback", { labels: [{ requestId, ...label }] }))).toEqual([
			status,
		]);
	});

	test.each([
		["no JSON", "{labels", "invalid-body"],
		["an empty batch", { labels: [] }, "invalid-body"],
		["too many", { labels: Array(501).fill({}) }, "invalid-body"],
		["too large", `"${"x".repeat(1_100_000)}"`, "body-too-large"],
	])("a body that is %s is a problem", async (_, body, slug) => {
		const response = await post("/v1/feedback", body);
		expect(response.headers.get("content-type")).toBe("application/problem+json");
		expect(await response.json()).toMatchObject({ type: `/problems/${slug}` });
	});
});

describe("what a decision says of its policy", () => {
	test("a client stays in its arm of the experiment, and the log has both policies' names", async () => {
		const clientId = crypto.randomUUID();
		const [first, second] = [
			await infer({ "mdi-client-id": clientId }),
			await infer({ "mdi-client-id": clientId }),
		];
		expect(first.decision.experiment).toMatchObject({ name: "value-1", policies: ["mdinference", "value"] });
		expect(second.decision.experiment).toEqual(first.decision.experiment);
		expect(first.decision.policy).toBe(first.decision.experiment?.arm);
		await statuses(await post("/v1/outcomes", { outcomes: [report(first.requestId)] }));
		const [row] = query(
			"SELECT policy, profile_version FROM decisions WHERE request_id = ?",
			first.requestId,
		);
		expect(row).toEqual({ policy: first.decision.policy, profile_version: first.decision.profileVersion });
	});

	test("a request may name its policy, and is then outside the experiment", async () => {
		const { decision, model } = await infer({ "mdi-policy": "static-latency" });
		expect(decision).toMatchObject({ policy: "static-latency", explored: expect.any(Boolean) });
		expect(decision.experiment).toBeUndefined();
		if (!decision.explored) expect(decision.baseModel).toBe(model.name);
	});
});

describe("/v1/profiles", () => {
	const versions = async (path: string, init?: RequestInit) => {
		const response = await fetch(gateway.url + path, init);
		expect(response.status, await response.clone().text()).toBe(200);
		return ProfileVersionList.parse(await response.json()).versions;
	};

	test("lists what is known of every model, and each model's versions with their causes", async () => {
		const current = await versions("/v1/profiles");
		expect(current.every((version) => version.current && version.service !== null)).toBe(true);
		const history = await versions(`/v1/profiles/${device}/versions`);
		expect(history.at(-1)).toMatchObject({ cause: "start", model: device });
		expect(history[0]?.current).toBe(true);
	});

	test("can be rolled back, pinned and unpinned by the operator, and says so in the log", async () => {
		const [first] = (await versions(`/v1/profiles/${device}/versions`)).slice(-1);
		const body = JSON.stringify({ version: first!.version, pin: true });
		const [rolledBack] = await versions(`/v1/profiles/${device}/rollback`, { method: "POST", body });
		expect(rolledBack).toMatchObject({ cause: "rollback", pinned: true, service: first!.service });
		const [unpinned] = await versions(`/v1/profiles/${device}/unpin`, { method: "POST" });
		expect(unpinned).toMatchObject({ cause: "unpin", pinned: false });
		const { requestId } = await infer();
		await statuses(await post("/v1/outcomes", { outcomes: [report(requestId)] }));
		const causes = query(
			"SELECT cause FROM profile_versions WHERE model = ? AND seq IS NOT NULL ORDER BY seq",
			device,
		);
		expect(causes.map(({ cause }) => cause)).toEqual(["rollback", "unpin"]);
	});

	test.each([
		["/v1/profiles?task=cats", "GET", undefined, 404, "unknown-task"],
		["/v1/profiles/nobody/versions", "GET", undefined, 404, "unknown-model"],
		[`/v1/profiles/${device}/rollback`, "POST", '{"version": 123456}', 404, "unknown-version"],
		[`/v1/profiles/${device}/rollback`, "POST", '{"version": "one"}', 400, "invalid-body"],
	])("%s %s %s: %d %s", async (path, method, body, status, slug) => {
		const response = await fetch(gateway.url + path, { method, ...(body !== undefined && { body }) });
		expect([response.status, ((await response.json()) as { type: string }).type]).toEqual([
			status,
			`/problems/${slug}`,
		]);
	});
});

test("a version that is no longer listed can be rolled back to while the log keeps its state, after a restart, too", async () => {
	const models = ["nano", "medium"];
	const first = await startGatewayProcess({ models });
	let serving = first;
	const ask = async (path: string, body?: object) => {
		const init = body && { method: "POST", body: JSON.stringify(body) };
		const response = await fetch(serving.url + path, init);
		return { status: response.status, answer: (await response.json()) as Record<string, unknown> };
	};
	const versionsOf = async (path: string, body?: object) => {
		const { status, answer } = await ask(path, body);
		expect(status, JSON.stringify(answer)).toBe(200);
		return ProfileVersionList.parse(answer).versions;
	};
	try {
		const inferFastest = async () => {
			const headers = { "mdi-sla-ms": "2000", "mdi-policy": "static-latency" };
			const init = { method: "POST", body: sample.bytes, headers };
			return InferAnswer.parse(await (await fetch(`${first.url}/v1/tasks/characters/infer`, init)).json());
		};
		const { model } = await inferFastest();
		const profile = `/v1/profiles/${model.name}`;
		const start = (await versionsOf(`${profile}/versions`)).at(-1)!;
		for (let i = 0; i < 20; i++) await inferFastest();
		for (let i = 0; i < 60; i++) {
			await versionsOf(`${profile}/pin`, {});
			await versionsOf(`${profile}/unpin`, {});
		}
		const listed = await versionsOf(`${profile}/versions`);
		expect(listed).toHaveLength(100);
		expect(listed.at(-1)!.version).toBeGreaterThan(start.version);
		expect(listed[0]!.service).not.toEqual(start.service);

		const { version, service, accuracy } = start;
		const [back] = await versionsOf(`${profile}/rollback`, { version });
		expect(back).toMatchObject({ cause: "rollback", service, accuracy, current: true });

		const database = new Database(first.databasePath);
		const inLog = database
			.prepare("SELECT version FROM profile_versions WHERE model = ? ORDER BY version")
			.pluck()
			.all(model.name) as number[];
		const [, before, forgotten] = inLog;
		database
			.prepare("UPDATE profile_versions SET state = NULL WHERE model = ? AND version = ?")
			.run(model.name, forgotten);
		database.close();
		const refused = async (wanted: number) => {
			const { answer } = await ask(`${profile}/rollback`, { version: wanted });
			expect(answer).toMatchObject({ status: 404, type: "/problems/unknown-version", field: "version" });
			return answer.detail;
		};
		expect(await refused(forgotten!)).toBe(
			`The log no longer keeps what restores version ${forgotten} of ${model.name}; ` +
				`the nearest that can be rolled back to is version ${before}.`,
		);
		expect(await refused(0)).toBe(
			`${model.name} has no version 0; the nearest that can be rolled back to is version ${version}.`,
		);
		expect(await refused(123_456)).toBe(
			`${model.name} has no version 123456; the nearest that can be rolled back to is version ${back!.version}.`,
		);

		expect(await first.end("SIGTERM")).toEqual({ code: 0, signal: null });
		serving = await startGatewayProcess({ databasePath: first.databasePath, models });
		expect((await versionsOf(`${profile}/versions`)).map((one) => one.version)).not.toContain(version);
		const [again] = await versionsOf(`${profile}/rollback`, { version });
		expect(again).toMatchObject({ cause: "rollback", service, accuracy, current: true });
		expect(await refused(forgotten!)).toMatch(`is version ${before}.`);
	} finally {
		await serving.end("SIGKILL");
		serving.remove();
		first.remove();
	}
}, 120_000);

test("GET /v1/drift has nothing to say of a quiet gateway", async () => {
	const response = await fetch(`${gateway.url}/v1/drift`);
	expect(DriftList.parse(await response.json()).events).toEqual([]);
});

test("GET /v1/events tells of decisions and versions as they happen", async () => {
	const stop = new AbortController();
	const response = await fetch(`${gateway.url}/v1/events`, { signal: stop.signal });
	expect(response.headers.get("content-type")).toContain("text/event-stream");
	const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
	await reader.read();
	const { requestId, model } = await infer();
	await fetch(`${gateway.url}/v1/profiles/${device}/pin`, { method: "POST" });
	await fetch(`${gateway.url}/v1/profiles/${device}/unpin`, { method: "POST" });
	let heard = "";
	while (!heard.includes('"cause":"unpin"')) heard += (await reader.read()).value ?? "";
	stop.abort();
	expect(heard).toContain('event: decision\ndata: {"task":"characters"');
	expect(heard).toContain(`"model":"${model.name}"`);
	expect(heard).toMatch(/event: profile-version\ndata: .*"cause":"pin"/);
	// Whoever knows the id can report of the request before its client does.
	expect(heard).not.toContain(requestId);
});

test("HEAD /v1/events is answered as often as one likes: nobody listens after it", async () => {
	for (let i = 0; i < 70; i++) {
		const head = await fetch(`${gateway.url}/v1/events`, { method: "HEAD" });
		expect([head.status, head.headers.get("content-type")]).toEqual([200, "text/event-stream"]);
	}
	const stop = new AbortController();
	const { status } = await fetch(`${gateway.url}/v1/events`, { signal: stop.signal });
	stop.abort();
	expect(status).toBe(200);
});
