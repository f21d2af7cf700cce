import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { type Client, createClient, createOutbox, createRunner, type Outbox } from "@mdinference/client";
import {
	type InferAnswer,
	InferHeaders,
	LabelBatch,
	OutcomeBatch,
	OutcomeReport,
} from "@mdinference/contract";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

/** A gateway of a few lines: it answers after `delayMs`, and takes every report. */
interface TinyGateway {
	url: string;
	delayMs: number;
	headers: InferHeaders[];
	bodies: Buffer[];
	outcomes: unknown[];
	labels: unknown[];
	close(): Promise<void>;
}

const serverMs = 5;
const image = new Blob([new Uint8Array(20_000).fill(7)], { type: "image/png" });

async function readAll(request: IncomingMessage): Promise<Buffer> {
	const chunks: Buffer[] = [];
	for await (const chunk of request) chunks.push(chunk as Buffer);
	return Buffer.concat(chunks);
}

async function startTinyGateway(): Promise<TinyGateway> {
	const gateway = { delayMs: 0, headers: [], bodies: [], outcomes: [], labels: [] } as unknown as TinyGateway;
	const server: Server = createServer(async (request, response) => {
		const body = await readAll(request);
		const json = (value: unknown) => {
			response.writeHead(200, {
				"content-type": "application/json",
				"server-timing": `queue;dur=1, total;dur=${serverMs}`,
			});
			response.end(JSON.stringify(value));
		};
		const take = (items: unknown[], kept: unknown[]) => {
			kept.push(...items);
			json({ results: items.map((_, index) => ({ index, requestId: null, status: "recorded" })) });
		};
		if (request.url === "/v1/outcomes") {
			return take(OutcomeBatch.parse(JSON.parse(body.toString())).outcomes, gateway.outcomes);
		}
		if (request.url === "/v1/feedback") {
			return take(LabelBatch.parse(JSON.parse(body.toString())).labels, gateway.labels);
		}
		const headers = InferHeaders.parse(request.headers);
		gateway.headers.push(headers);
		gateway.bodies.push(body);
		setTimeout(() => json(answerTo(headers["mdi-request-id"]!)), gateway.delayMs);
	});
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	gateway.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	gateway.close = async () => {
		server.closeAllConnections();
		await new Promise((resolve) => server.close(resolve));
	};
	return gateway;
}

function answerTo(requestId: string): Omit<InferAnswer, "decision"> & { decision: object } {
	return {
		requestId,
		model: { name: "characters-large", version: "1.0.0" },
		labels: [{ label: "7", probability: 0.9 }],
		decision: {},
		timing: { uploadMs: 0, queueMs: 0, decodeMs: 0, inferenceMs: 0, totalMs: 0 },
	};
}

let gateway: TinyGateway;
let outbox: Outbox;
let client: Client;
const errors: unknown[] = [];
const complain = (error: unknown) => errors.push(error);

beforeEach(async () => {
	gateway = await startTinyGateway();
	outbox = createOutbox({ gateway: gateway.url });
	const device = createRunner({
		name: "characters-nano",
		version: "1.0.0",
		accuracy: 0.7,
		provider: "node",
		run: async () => ({ labels: [{ label: "1", probability: 0.6 }], decodeMs: 0, inferenceMs: 1 }),
	});
	client = createClient({ gateway: gateway.url, task: "characters", slaMs: 300, device, outbox });
	process.on("unhandledRejection", complain);
});

afterEach(async () => {
	outbox.close();
	await gateway.close();
	process.off("unhandledRejection", complain);
	expect(errors).toEqual([]);
});

describe("the client in Node", () => {
	test("sends the image as it is, with its headers, and is answered by the cloud", async () => {
		const answer = await client.infer(image, { slaMs: 5_000 });
		expect(answer).toMatchObject({ by: "cloud", reason: "cloud-in-time", labels: [{ label: "7" }] });
		expect(gateway.bodies[0]?.equals(Buffer.from(await image.arrayBuffer()))).toBe(true);
		expect(gateway.headers[0]).toMatchObject({ "mdi-sla-ms": 5000, "mdi-device": "characters-nano" });
		expect(Math.abs(gateway.headers[0]!["mdi-sent-at"]! - answer.startedAtMs)).toBeLessThan(1000);
	});

	test("tells the next request what the network took: all but the server's part in Server-Timing", async () => {
		gateway.delayMs = 50;
		const answer = await client.infer(image, { slaMs: 5_000 });
		if (answer.cloud.state !== "answered") throw new Error("the cloud is in time");
		const { elapsedMs, networkMs } = answer.cloud.reply;
		expect(networkMs).toBeCloseTo(elapsedMs - serverMs, 6);
		expect(networkMs).toBeGreaterThan(40);
		await client.infer(image, { slaMs: 5_000 });
		expect(gateway.headers[1]?.["mdi-network-ms"]).toBeCloseTo(networkMs, 2);
	});

	test("is answered by the device at the deadline, and hears the late cloud", async () => {
		gateway.delayMs = 2_000;
		const late = new Promise((resolve) => {
			void client.infer(image, { slaMs: 100, onLateCloud: resolve }).then((answer) => {
				expect(answer).toMatchObject({ by: "device", reason: "deadline", late: false });
				expect(answer.elapsedMs).toBeLessThan(1_900);
			});
		});
		expect(await late).toMatchObject({ state: "answered" });
	});

	test("is answered by the device at once where the gateway is gone", async () => {
		await gateway.close();
		const answer = await client.infer(image, { slaMs: 5_000 });
		expect(answer).toMatchObject({ by: "device", reason: "cloud-failed" });
		expect(answer.elapsedMs).toBeLessThan(2_500);
		gateway = await startTinyGateway();
	});

	test("reports what became of its requests, and what was right", async () => {
		gateway.delayMs = 200;
		const { requestId } = await client.infer(image, { slaMs: 50 });
		await client.judge(requestId, { label: "7" });
		await expect.poll(() => gateway.outcomes.length).toBe(1);
		await outbox.flush();
		const report = OutcomeReport.parse(gateway.outcomes[0]);
		expect(report).toMatchObject({ requestId, answeredBy: "device", cloud: { status: "late" } });
		expect(report.device).toMatchObject({ status: "ok", label: "1", executionProvider: "node", cold: true });
		expect(gateway.labels).toMatchObject([{ requestId, label: "7", source: "user" }]);
		expect(await outbox.waiting()).toBe(0);
	});
});
