import { once } from "node:events";
import { type AddressInfo, connect, createServer } from "node:net";
import { Problem } from "@mdinference/contract";
import Database from "better-sqlite3";
import { expect, onTestFinished, test } from "vitest";
import { samples } from "../characters.ts";
import { type GatewayProcess, startGatewayProcess } from "../gateway_process.ts";

const { bytes } = samples()[0]!;

test("a full queue is answered at once with 503 and when to come back; those that were taken are answered", async () => {
	const gateway = await startForTest({ MDI_WORKERS: "1", MDI_QUEUE: "2" });
	const responses = await Promise.all(
		Array.from({ length: 60 }, () =>
			fetch(`${gateway.url}/v1/tasks/characters/infer`, { method: "POST", body: bytes }),
		),
	);
	const refused = responses.filter(({ status }) => status === 503);
	const answered = responses.filter(({ status }) => status === 200);
	expect(refused.length + answered.length).toBe(60);
	expect(answered.length).toBeGreaterThan(0);
	expect(refused.length).toBeGreaterThan(0);
	expect(refused[0]!.headers.get("retry-after")).toBe("1");
	const problem = Problem.parse(await refused[0]!.json());
	expect(problem).toMatchObject({ type: "/problems/queue-full", status: 503 });
	expect((await fetch(`${gateway.url}/readyz`)).status).toBe(200);
}, 60_000);

test("a request that a full queue refused is counted by its phone's report alone, as one whose cloud failed", async () => {
	const gateway = await startForTest({ MDI_WORKERS: "1", MDI_QUEUE: "0" });
	const requestIds = Array.from({ length: 20 }, () => crypto.randomUUID());
	const responses = await Promise.all(
		requestIds.map((id) =>
			fetch(`${gateway.url}/v1/tasks/characters/infer`, {
				method: "POST",
				body: bytes,
				headers: { "mdi-request-id": id },
			}),
		),
	);
	const refused = requestIds.filter((_, i) => responses[i]!.status === 503);
	expect(refused.length).toBeGreaterThan(0);
	const outcomes = refused.map((requestId) => ({
		requestId,
		task: "characters",
		startedAtMs: Date.now(),
		slaMs: 250,
		answeredBy: "none",
		reason: "nobody",
		elapsedMs: 10_250,
		cloud: { status: "failed", elapsedMs: 5 },
	}));
	const reported = await fetch(`${gateway.url}/v1/outcomes`, {
		method: "POST",
		body: JSON.stringify({ outcomes }),
	});
	expect(reported.status).toBe(200);
	const database = new Database(gateway.databasePath, { readonly: true });
	const counted = database
		.prepare(
			"SELECT count(*) FROM requests WHERE policy = 'none' AND cloud_status = 'failed' AND on_time = 0",
		)
		.pluck()
		.get();
	database.close();
	expect(counted).toBe(refused.length);
	const metrics = await (await fetch(`${gateway.url}/metrics`)).text();
	expect(metrics).toContain(`outcome="queue-full"} ${refused.length}\n`);
}, 60_000);

test("before the models are measured the gateway lives, is not ready, and says so", async () => {
	const port = await freePort();
	let hasStarted = false;
	const starting = startForTest({ PORT: `${port}` }).finally(() => {
		hasStarted = true;
	});
	const seen = new Set<string>();
	const poll = async () => {
		while (!hasStarted || !seen.has("200 ready")) {
			const response = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined);
			if (response?.status === 503) seen.add(`503 ${Problem.parse(await response.json()).type}`);
			if (response?.status === 200) seen.add("200 ready");
			await new Promise((resolve) => setTimeout(resolve, 5));
		}
	};
	await Promise.all([starting, poll()]);
	expect([...seen]).toEqual(["503 /problems/not-ready", "200 ready"]);
}, 60_000);

test("bodies that trickle in take places too: slow senders cannot fill the memory", async () => {
	const gateway = await startForTest({ MDI_WORKERS: "1", MDI_QUEUE: "0" });
	const slow = connect(Number(new URL(gateway.url).port), "127.0.0.1");
	slow.on("error", () => {});
	slow.write("POST /v1/tasks/characters/infer HTTP/1.1\r\nhost: gateway\r\ncontent-length: 1000\r\n\r\nab");
	const ask = () => fetch(`${gateway.url}/v1/tasks/characters/infer`, { method: "POST", body: bytes });
	await expect.poll(async () => (await ask()).status).toBe(503);
	slow.destroy();
	await expect.poll(async () => (await ask()).status).toBe(200);
}, 60_000);

/** Starts a gateway that ends with the test, however that ends. */
async function startForTest(env: Record<string, string>): Promise<GatewayProcess> {
	const gateway = await startGatewayProcess({ env });
	onTestFinished(async () => {
		await gateway.end("SIGKILL");
		gateway.remove();
	});
	return gateway;
}

async function freePort(): Promise<number> {
	const server = createServer().listen(0, "127.0.0.1");
	await once(server, "listening");
	const { port } = server.address() as AddressInfo;
	server.close();
	await once(server, "close");
	return port;
}
