import { once } from "node:events";
import { get, type IncomingMessage } from "node:http";
import { connect } from "node:net";
import { InferAnswer, Problem, TaskList, TaskView } from "@mdinference/contract";
import Database from "better-sqlite3";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Sample, samples } from "../characters.ts";
import { type GatewayProcess, startGatewayProcess } from "../gateway_process.ts";

let gateway: GatewayProcess;
let sample: Sample;
let task: TaskView;

beforeAll(async () => {
	gateway = await startGatewayProcess({ env: { MDI_MAX_BYTES: "3000000" } });
	sample = samples()[0]!;
	task = TaskView.parse(await (await fetch(`${gateway.url}/v1/tasks/characters`)).json());
}, 60_000);
afterAll(async () => {
	await gateway.end("SIGKILL");
	gateway.remove();
});

const infer = (body: BodyInit, headers: Record<string, string> = {}, path = "/v1/tasks/characters/infer") =>
	fetch(gateway.url + path, { method: "POST", body, headers });
const answerTo = async (body: BodyInit, headers: Record<string, string> = {}) => {
	const response = await infer(body, headers);
	expect(response.status, await response.clone().text()).toBe(200);
	return InferAnswer.parse(await response.json());
};
const blank = (width: number, height: number) =>
	sharp({ create: { width, height, channels: 3, background: "#d8c8b0" } });

/** The row that the log has of a request, once its batch is written. */
async function logged(requestId: string): Promise<Record<string, unknown>> {
	const database = new Database(gateway.databasePath, { readonly: true });
	try {
		for (let attempt = 0; attempt < 500; attempt++) {
			const row = database.prepare("SELECT * FROM requests WHERE request_id = ?").get(requestId);
			if (row) return row as Record<string, unknown>;
			await new Promise((resolve) => setTimeout(resolve, 20));
		}
		throw new Error(`request ${requestId} is not in the log`);
	} finally {
		database.close();
	}
}

describe("POST /v1/tasks/{task}/infer", () => {
	test("answers with labels, the whole decision and where the time went", async () => {
		const { labels, decision, timing, model } = await answerTo(sample.bytes, { "mdi-sla-ms": "2000" });
		expect(labels).toHaveLength(5);
		expect(labels.map(({ probability }) => probability)).toEqual(
			labels.map(({ probability }) => probability).toSorted((a, b) => b - a),
		);
		expect(task.models.map(({ manifest }) => manifest.name)).toContain(model.name);
		expect(decision).toMatchObject({
			policy: "mdinference",
			slaMs: 2000,
			networkSource: "upload",
			infeasible: false,
		});
		expect(decision.networkMs).toBeCloseTo(2 * timing.uploadMs, 6);
		const { networkMs, waitMs, overheadMs, budgetMs } = decision;
		expect(budgetMs).toBeCloseTo(2000 - networkMs - waitMs - overheadMs, 6);
		expect(decision.candidates.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 9);
		expect(timing.totalMs).toBeGreaterThanOrEqual(timing.decodeMs + timing.queueMs + timing.inferenceMs);
	});

	test("with an ample SLA the base is the most accurate model; with a network of 40 ms and an SLA of 5 the fastest answers, infeasible", async () => {
		const best = task.models.toSorted((a, b) => b.profile.accuracy - a.profile.accuracy)[0]!.manifest.name;
		const network = { "mdi-network-ms": "40" };
		const ample = await answerTo(sample.bytes, { ...network, "mdi-sla-ms": "2000" });
		expect(ample.decision).toMatchObject({
			baseModel: best,
			networkMs: 40,
			networkSource: "client",
		});
		const tight = await answerTo(sample.bytes, { ...network, "mdi-sla-ms": "5" });
		expect(tight.decision).toMatchObject({
			infeasible: true,
			budgetExhausted: true,
			probability: 1,
		});
		const current = TaskView.parse(await (await fetch(`${gateway.url}/v1/tasks/characters`)).json());
		const meanMs = (name: string) =>
			current.models.find(({ manifest }) => manifest.name === name)!.profile.service!.meanMs;
		expect(meanMs(tight.model.name)).toBeLessThan(meanMs(best));
	});

	test("reads the generated samples right more often than not", async () => {
		const answers = await Promise.all(
			samples().map(
				async ({ label, bytes }) =>
					(await answerTo(bytes, { "mdi-sla-ms": "5000" })).labels[0]!.label === label,
			),
		);
		expect(answers.filter(Boolean).length).toBeGreaterThan(answers.length / 2);
	});

	test.each(["jpeg", "png", "webp", "avif"] as const)("reads %s", async (format) => {
		await answerTo(new Uint8Array(await sharp(sample.bytes).toFormat(format).toBuffer()));
	});

	test("reads the field `image` of a multipart form", async () => {
		const form = new FormData();
		form.set("image", new Blob([sample.bytes], { type: "image/jpeg" }), sample.name);
		expect((await answerTo(form)).labels).toHaveLength(5);
	});

	test("keeps the client's request id, logs it once however often it comes, and logs what it answered", async () => {
		const requestId = crypto.randomUUID();
		const headers = { "mdi-request-id": requestId, "mdi-device": "characters-nano", "mdi-sla-ms": "300" };
		const nano = task.models.find(({ manifest }) => manifest.name === "characters-nano")!;
		const answer = await answerTo(sample.bytes, headers);
		await answerTo(sample.bytes, headers);
		expect(answer.requestId).toBe(requestId);
		const later = await answerTo(sample.bytes);
		await logged(later.requestId);
		const database = new Database(gateway.databasePath, { readonly: true });
		for (const table of ["decisions", "executions"]) {
			const rows = database
				.prepare(`SELECT count(*) FROM ${table} WHERE request_id = ?`)
				.pluck()
				.get(requestId);
			expect(rows).toBe(1);
		}
		database.close();
		const row = await logged(requestId);
		expect(row).toMatchObject({
			task: "characters",
			policy: "mdinference",
			sla_ms: 300,
			device_model: "characters-nano",
			model: answer.model.name,
			status: "ok",
			top_label: answer.labels[0]!.label,
			service_ms: answer.timing.inferenceMs,
			probability: answer.decision.probability,
			remaining_ms: null,
			device_accuracy: expect.closeTo(nano.manifest.accuracy.top1, 9),
		});
		expect(JSON.parse(String(row.candidates))).toEqual(answer.decision.candidates);
	});

	test("of a client that says who it is it logs what was left for the model and the way down", async () => {
		const { requestId, timing, decision } = await answerTo(sample.bytes, {
			"mdi-client-id": crypto.randomUUID(),
			"mdi-sla-ms": "300",
		});
		const row = await logged(requestId);
		const meanWaitMs = decision.waitMs - 2 * Number(row.wait_std_ms);
		const leftMs = 300 - timing.uploadMs - meanWaitMs - decision.overheadMs;
		expect(row).toMatchObject({ remaining_ms: expect.closeTo(leftMs, 6), device_accuracy: null });
	});

	test("tells its times in Server-Timing, and lets pages of other origins read it", async () => {
		const response = await infer(sample.bytes, { origin: "https://app.example" });
		expect(response.headers.get("server-timing")).toMatch(
			/^upload;dur=[\d.]+, queue;dur=[\d.]+, decode;dur=[\d.]+, inference;dur=[\d.]+, total;dur=[\d.]+$/,
		);
		expect(response.headers.get("access-control-allow-origin")).toBe("*");
		expect(response.headers.get("access-control-expose-headers")).toContain("server-timing");
		const preflight = await fetch(`${gateway.url}/v1/tasks/characters/infer`, {
			method: "OPTIONS",
			headers: {
				origin: "https://app.example",
				"access-control-request-method": "POST",
				"access-control-request-headers": "content-type,mdi-sla-ms,mdi-device",
			},
		});
		expect(preflight.status).toBe(204);
		expect(preflight.headers.get("access-control-allow-headers")).toContain("mdi-sla-ms");
	});

	test("the client's measured network time is clamped to the SLA", async () => {
		const { decision } = await answerTo(sample.bytes, { "mdi-network-ms": "3600000", "mdi-sla-ms": "200" });
		expect(decision).toMatchObject({ networkMs: 200, budgetExhausted: true });
		expect(decision.budgetMs).toBeLessThanOrEqual(0);
	});
});

describe("bad input is answered with a problem document", () => {
	const jpeg = () => sharp(sample.bytes).jpeg().toBuffer();
	const bodies: [what: string, status: number, slug: string, body: () => Promise<Uint8Array> | Uint8Array][] =
		[
			["0 bytes", 400, "image-empty", () => new Uint8Array(0)],
			["text", 415, "not-an-image", () => Buffer.from("I am a picture, honestly")],
			["random bytes", 415, "not-an-image", () => Buffer.alloc(5000, 7)],
			["a GIF", 415, "not-an-image", () => blank(20, 20).gif().toBuffer()],
			[
				"an SVG",
				415,
				"not-an-image",
				() => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64"/>'),
			],
			["a truncated JPEG", 422, "image-unreadable", async () => (await jpeg()).subarray(0, 700)],
			["1x1", 422, "image-too-small", () => blank(1, 1).png().toBuffer()],
			["48 megapixels", 413, "image-too-large", () => blank(8000, 6000).jpeg({ quality: 20 }).toBuffer()],
			["a decompression bomb", 413, "image-too-large", () => blank(7000, 6000).png().toBuffer()],
			["more than the size limit", 413, "body-too-large", () => new Uint8Array(3_000_001)],
		];

	test.each(bodies)(
		"%s: %d %s, and the requests in flight do not notice",
		async (_, status, slug, body) => {
			const bad = await body();
			const others = Array.from({ length: 4 }, () => answerTo(sample.bytes));
			const response = await infer(bad as BodyInit);
			expect(response.status).toBe(status);
			expect(response.headers.get("content-type")).toBe("application/problem+json");
			const problem = Problem.parse(await response.json());
			expect(problem).toMatchObject({ type: `/problems/${slug}`, status });
			expect(problem.detail.length).toBeGreaterThan(20);
			expect(await Promise.all(others)).toHaveLength(4);
		},
		30_000,
	);

	test.each([
		["mdi-sla-ms", "0"],
		["mdi-sla-ms", "-5"],
		["mdi-sla-ms", "NaN"],
		["mdi-sla-ms", "Infinity"],
		["mdi-sla-ms", "31536000000"],
		["mdi-sla-ms", "1e3"],
		["mdi-sla-ms", "soon"],
		["mdi-request-id", "42"],
		["mdi-request-id", "'; DROP TABLE decisions; --"],
		["mdi-network-ms", "-1"],
		["mdi-network-ms", "1e12"],
		["mdi-sent-at", "yesterday"],
		["mdi-device", "../../etc/passwd"],
		["mdi-client-id", "me"],
		["mdi-policy", "clairvoyant"],
	])("%s: %s is refused by name", async (name, value) => {
		const response = await infer(sample.bytes, { [name]: value });
		expect(response.status).toBe(400);
		const problem = Problem.parse(await response.json());
		expect(problem).toMatchObject({ type: "/problems/invalid-header", field: name });
		expect(problem.detail).toContain(name);
	});

	test("an unknown task is 404 and names those that are served", async () => {
		const response = await infer(sample.bytes, {}, "/v1/tasks/cats/infer");
		expect(response.status).toBe(404);
		expect(Problem.parse(await response.json()).detail).toContain("characters");
		expect((await fetch(`${gateway.url}/v1/tasks/cats`)).status).toBe(404);
	});

	test("a wrong method and a wrong path are problems too", async () => {
		const wrongMethod = await fetch(`${gateway.url}/v1/tasks/characters/infer`);
		expect(wrongMethod.status).toBe(405);
		expect(wrongMethod.headers.get("allow")).toBe("POST");
		const wrongPath = await fetch(`${gateway.url}/v2`);
		expect(Problem.parse(await wrongPath.json()).type).toBe("/problems/not-found");
	});

	test.each([
		["a broken content-length", "content-length: abc", "400", "malformed-request"],
		["headers of 20 kB", `mdi-request-id: ${"x".repeat(20_000)}`, "431", "headers-too-large"],
	])("%s is a problem too, though it never becomes a request", async (_, header, status, slug) => {
		const socket = connect(Number(new URL(gateway.url).port), "127.0.0.1");
		socket.end(`POST /v1/tasks/characters/infer HTTP/1.1\r\nhost: gateway\r\n${header}\r\n\r\n`);
		let reply = "";
		for await (const chunk of socket) reply += chunk;
		const [head = "", body = ""] = reply.split("\r\n\r\n");
		expect(head).toContain(`HTTP/1.1 ${status} `);
		expect(Problem.parse(JSON.parse(body)).type).toBe(`/problems/${slug}`);
	});

	test("a decision whose image cannot be read is logged as failed", async () => {
		const requestId = crypto.randomUUID();
		await infer("no picture", { "mdi-request-id": requestId });
		expect(await logged(requestId)).toMatchObject({ status: "failed", error: "not-an-image" });
	});

	test("every problem's type can be followed", async () => {
		const kinds = (await (await fetch(`${gateway.url}/problems`)).json()) as Record<string, unknown>;
		for (const slug of Object.keys(kinds)) {
			expect((await fetch(`${gateway.url}/problems/${slug}`)).status).toBe(200);
		}
	});
});

describe("what the gateway says of itself", () => {
	test("GET /v1/tasks lists the tasks, GET /v1/tasks/{task} its models with their profiles", async () => {
		const { tasks } = TaskList.parse(await (await fetch(`${gateway.url}/v1/tasks`)).json());
		expect(tasks.map(({ name }) => name)).toContain("characters");
		expect(task.labels).toHaveLength(36);
		for (const { profile } of task.models) {
			expect(profile.service!.samples).toBeGreaterThanOrEqual(10);
			expect(profile.service!.meanMs).toBeGreaterThan(0);
		}
	});

	test("GET /v1/tasks/{task} is as many bytes as it is long, or a fifth of that for who takes gzip", async () => {
		const bytesOf = async (encoding: string) => {
			const request = get(`${gateway.url}/v1/tasks/characters`, { headers: { "accept-encoding": encoding } });
			const [response] = (await once(request, "response")) as [IncomingMessage];
			expect(response.headers["content-encoding"] ?? "identity").toBe(encoding);
			let bytes = 0;
			for await (const chunk of response) bytes += chunk.length;
			return bytes;
		};
		const plain = await bytesOf("identity");
		expect(plain).toBeGreaterThan(10_000);
		expect(await bytesOf("gzip")).toBeLessThan(plain / 5);
	});

	test("the device's model is there, unaltered, and may be cached for ever", async () => {
		const { manifest, url } = task.models.find(({ manifest }) => manifest.name === task.deviceModel)!;
		const response = await fetch(gateway.url + url!);
		const digest = await crypto.subtle.digest("SHA-256", await response.arrayBuffer());
		expect(Buffer.from(digest).toString("hex")).toBe(manifest.sha256);
		expect(response.headers.get("cache-control")).toContain("immutable");
		const known = { "if-none-match": response.headers.get("etag")! };
		expect((await fetch(gateway.url + url!, { headers: known })).status).toBe(304);
	});

	test("/livez and /readyz say yes", async () => {
		expect((await fetch(`${gateway.url}/livez`)).status).toBe(200);
		expect((await fetch(`${gateway.url}/readyz`)).status).toBe(200);
	});

	test("/metrics counts requests by model and outcome, and times in seconds", async () => {
		await answerTo(sample.bytes);
		const text = await (await fetch(`${gateway.url}/metrics`)).text();
		expect(text).toMatch(
			/^mdi_requests_total\{task="characters",model="characters-[\w-]+",outcome="ok"\} \d+$/m,
		);
		for (const part of ["queue", "decode", "inference", "total", "overhead"]) {
			expect(text).toMatch(new RegExp(`^mdi_${part}_seconds_count \\d+$`, "m"));
		}
	});

	test("/openapi.json describes every route from the schemas that validate, and /docs shows it", async () => {
		const document = await (await fetch(`${gateway.url}/openapi.json`)).json();
		const { post } = document.paths["/v1/tasks/{task}/infer"];
		const headers = post.parameters.filter((parameter: { in: string }) => parameter.in === "header");
		expect(headers.map(({ name }: { name: string }) => name).toSorted()).toEqual([
			"mdi-client-id",
			"mdi-device",
			"mdi-network-ms",
			"mdi-policy",
			"mdi-request-id",
			"mdi-sent-at",
			"mdi-sla-ms",
		]);
		expect(Object.keys(document.paths)).toEqual(expect.arrayContaining(["/v1/tasks", "/v1/tasks/{task}"]));
		expect(await (await fetch(`${gateway.url}/docs`)).text()).toContain("swagger-ui");
		expect((await fetch(`${gateway.url}/docs/assets/swagger-ui-bundle.js`)).status).toBe(200);
	});
});
