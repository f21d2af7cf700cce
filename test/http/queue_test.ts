import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { Problem } from "@mdinference/contract";
import { expect, test } from "vitest";
import { samples } from "../characters.ts";
import { startGatewayProcess } from "../gateway_process.ts";

const { bytes } = samples()[0]!;

test("a full queue is answered at once with 503 and when to come back; those that were taken are answered", async () => {
	const gateway = await startGatewayProcess({ env: { MDI_WORKERS: "1", MDI_QUEUE: "2" } });
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
	await gateway.end("SIGTERM");
	gateway.remove();
}, 60_000);

test("before the models are measured the gateway lives, is not ready, and says so", async () => {
	const port = await freePort();
	const starting = startGatewayProcess({ env: { PORT: `${port}` } });
	const seen = new Set<string>();
	const poll = async () => {
		for (let attempt = 0; attempt < 1000 && !seen.has("200 ready"); attempt++) {
			const response = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined);
			if (response?.status === 503) seen.add(`503 ${Problem.parse(await response.json()).type}`);
			if (response?.status === 200) seen.add("200 ready");
			await new Promise((resolve) => setTimeout(resolve, 5));
		}
	};
	await poll();
	const gateway = await starting;
	expect([...seen]).toEqual(["503 /problems/not-ready", "200 ready"]);
	await gateway.end("SIGTERM");
	gateway.remove();
}, 60_000);

async function freePort(): Promise<number> {
	const server = createServer().listen(0, "127.0.0.1");
	await once(server, "listening");
	const { port } = server.address() as AddressInfo;
	server.close();
	await once(server, "close");
	return port;
}
