import { InferAnswer } from "@mdinference/contract";
import Database from "better-sqlite3";
import { describe, expect, test } from "vitest";
import { samples } from "../characters.ts";
import { type GatewayProcess, startGatewayProcess } from "../gateway_process.ts";

const sample = samples()[0]!;
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
			const gateway = await startGatewayProcess();
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
			gateway.remove();
		},
		60_000,
	);
});

describe("a gateway that is killed (kill -9)", () => {
	test("leaves a sound file that lacks at most what the last 100 ms brought in", async () => {
		const gateway = await startGatewayProcess();
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
		await new Promise((resolve) => setTimeout(resolve, 1500));
		killedAt = performance.now();
		await gateway.end("SIGKILL");
		await Promise.all(clients);
		const logged = loggedIds(gateway.databasePath);
		const lost = [...answeredAt].filter(([id]) => !logged.has(id));
		expect(answeredAt.size).toBeGreaterThan(20);
		expect(lost.filter(([, at]) => at < killedAt - 100)).toEqual([]);
		gateway.remove();
	}, 60_000);

	test("starts again on the same file and remembers what it measured", async () => {
		const first = await startGatewayProcess();
		await infer(first);
		await first.end("SIGKILL");
		const second = await startGatewayProcess({ databasePath: first.databasePath });
		expect(second.output()).toMatch(/\d+ earlier runs on this machine remembered/);
		await second.end("SIGTERM");
		second.remove();
		first.remove();
	}, 60_000);
});
