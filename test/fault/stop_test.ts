import { connect } from "node:net";
import { InferAnswer } from "@mdinference/contract";
import Database from "better-sqlite3";
import { describe, expect, onTestFinished, test } from "vitest";
import { samples } from "../characters.ts";
import { type GatewayProcess, type GatewayProcessOptions, startGatewayProcess } from "../gateway_process.ts";

const sample = samples()[0]!;
/** Starts a gateway that ends with the test, however that ends. */
async function startForTest(options?: GatewayProcessOptions): Promise<GatewayProcess> {
	const gateway = await startGatewayProcess(options);
	onTestFinished(async () => {
		await gateway.end("SIGKILL");
		gateway.remove();
	});
	return gateway;
}

const infer = ({ url }: GatewayProcess) =>
	fetch(`${url}/v1/tasks/characters/infer`, {
		method: "POST",
		body: sample.bytes,
		headers: { "mdi-sla-ms": "10000" },
	});

/** Ids of the requests that a database holds, once it has passed its own check. */
function loggedIds(path: string): Set<unknown> {
	const database = new Database(path);
	try {
		expect(database.pragma("integrity_check", { simple: true })).toBe("ok");
		return new Set(database.prepare("SELECT request_id FROM requests WHERE status = 'ok'").pluck().all());
	} finally {
		database.close();
	}
}

describe("a gateway that is asked to stop", () => {
	test.each(["SIGTERM", "SIGINT"] as const)(
		"on %s answers all that it took, logs exactly that, and ends with 0",
		async (signal) => {
			// Long enough for forty of the slowest model on a machine that does other things, too.
			const gateway = await startForTest({ env: { MDI_DRAIN_MS: "50000" } });
			const answered = new Set<string>();
			const refused: number[] = [];
			const requests = Array.from({ length: 40 }, async () => {
				const response = await infer(gateway);
				if (response.ok) answered.add(InferAnswer.parse(await response.json()).requestId);
				else refused.push(response.status);
			});
			await Promise.race(requests);
			expect(await gateway.end(signal)).toEqual({ code: 0, signal: null });
			await Promise.allSettled(requests);
			expect(answered.size).toBeGreaterThan(0);
			expect(refused.every((status) => status === 503)).toBe(true);
			expect(loggedIds(gateway.databasePath)).toEqual(answered);
			await expect(infer(gateway)).rejects.toThrow();
		},
		60_000,
	);
});

describe("a gateway that is asked to stop while a phone stalls in mid-upload", () => {
	test("waits for it no longer than MDI_DRAIN_MS, and still writes the log and ends with 0", async () => {
		const gateway = await startForTest({ env: { MDI_DRAIN_MS: "300" } });
		const { requestId } = InferAnswer.parse(await (await infer(gateway)).json());
		const stalled = connect(Number(new URL(gateway.url).port), "127.0.0.1");
		stalled.on("error", () => {});
		stalled.write(
			"POST /v1/tasks/characters/infer HTTP/1.1\r\nhost: gateway\r\ncontent-length: 1000\r\n\r\nab",
		);
		await infer(gateway);
		expect(await gateway.end("SIGTERM")).toEqual({ code: 0, signal: null });
		expect(gateway.output()).toContain("were cut off");
		expect(loggedIds(gateway.databasePath)).toContain(requestId);
		stalled.destroy();
	}, 60_000);
});

describe("a gateway that is killed (kill -9)", () => {
	// The bound holds for a gateway that gets its share of the machine, hence the other attempts: one that wrote once a second
	// would keep it in one of three with probability 0.3.
	test("leaves a sound file that lacks at most what the last 100 ms brought in", {
		timeout: 60_000,
		retry: 2,
	}, async () => {
		const gateway = await startForTest();
		const answeredAt = new Map<string, number>();
		let killedAt = Number.POSITIVE_INFINITY;
		const client = async () => {
			while (killedAt === Number.POSITIVE_INFINITY) {
				const response = await infer(gateway).catch(() => undefined);
				const answer = (await response?.json().catch(() => undefined)) as { requestId: string } | undefined;
				if (answer) answeredAt.set(answer.requestId, performance.now());
			}
		};
		const clients = Array.from({ length: 4 }, client);
		while (answeredAt.size < 40) await new Promise((resolve) => setTimeout(resolve, 50));
		killedAt = performance.now();
		await gateway.end("SIGKILL");
		await Promise.all(clients);
		const logged = loggedIds(gateway.databasePath);
		const lost = [...answeredAt].filter(([id]) => !logged.has(id));
		expect(answeredAt.size).toBeGreaterThan(20);
		expect(lost.filter(([, at]) => at < killedAt - 100)).toEqual([]);
	});

	test("starts again on the same file and remembers what it measured", async () => {
		const models = ["nano"];
		const first = await startForTest({ models });
		await infer(first);
		await first.end("SIGKILL");
		const second = await startForTest({ databasePath: first.databasePath, models });
		expect(second.output()).toMatch(/\d+ earlier runs on this machine remembered/);
	}, 60_000);
});
