import { BatchAnswer, InferAnswer } from "@mdinference/contract";
import Database from "better-sqlite3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { samples } from "../characters.ts";
import { type GatewayProcess, startGatewayProcess } from "../gateway_process.ts";

const sample = samples().find(({ label }) => label === "A")!;
const operatorToken = "a-token-of-the-operator";
let gateway: GatewayProcess;

/** Serves with these settings while the tests of a block run. */
function serveWith(env: Record<string, string>): void {
	beforeAll(async () => {
		gateway = await startGatewayProcess({ models: ["nano"], env });
	}, 120_000);
	afterAll(async () => {
		await gateway.end("SIGKILL");
		gateway.remove();
	});
}

/** Sends a request, and returns its id. */
async function infer(): Promise<string> {
	const response = await fetch(`${gateway.url}/v1/tasks/characters/infer`, {
		method: "POST",
		body: sample.bytes,
		headers: { "mdi-sla-ms": "2000", "mdi-policy": "static-latency" },
	});
	return InferAnswer.parse(await response.json()).requestId;
}

/** Says of a request what its answer was, once for each source. */
async function say(requestId: string, label: string, sources: string[], token?: string) {
	const response = await fetch(`${gateway.url}/v1/feedback`, {
		method: "POST",
		headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
		body: JSON.stringify({ labels: sources.map((source) => ({ requestId, label, source })) }),
	});
	expect(response.status, await response.clone().text()).toBe(200);
	return BatchAnswer.parse(await response.json()).results;
}

/** What was stored of a request: its labels, and the verdicts that are learned. */
function stored(requestId: string) {
	const database = new Database(gateway.databasePath, { readonly: true });
	const rows = (table: string, columns: string) =>
		database
			.prepare(
				`SELECT ${columns} FROM ${table} WHERE decision_id = (SELECT id FROM decisions WHERE request_id = ?)
				ORDER BY source`,
			)
			.all(requestId);
	try {
		return { labels: rows("labels", "source, label"), verdicts: rows("verdicts", "source, correct, weight") };
	} finally {
		database.close();
	}
}

describe("where no weights are set", () => {
	serveWith({ MDI_OPERATOR_TOKEN: operatorToken });

	test("the operator is believed, and what strangers alone claim is learned with a fiftieth of that", async () => {
		const [told, claimed] = [await infer(), await infer()];
		await say(told, "A", ["user"], operatorToken);
		await say(claimed, "T", ["user"]);
		expect(stored(told).verdicts).toEqual([{ source: "user", correct: 1, weight: 1 }]);
		expect(stored(claimed).verdicts).toEqual([{ source: "user", correct: 0, weight: 0.02 }]);
	});
});

describe("a trusted source", () => {
	serveWith({
		MDI_OPERATOR_TOKEN: operatorToken,
		MDI_TRUSTED_SOURCES: "review",
		MDI_LABEL_WEIGHTS: '{"review": 1, "*": 0.1}',
	});

	test.each([undefined, "not-the-token-of-the-operator"])(
		"is not a stranger's (token: %s)",
		async (token) => {
			const requestId = await infer();
			const [refused, own] = await say(requestId, "T", ["review", "s1"], token);
			expect(refused).toMatchObject({
				requestId,
				status: "invalid",
				detail:
					"source: names a source that is the operator's alone; name another, or send the operator's token.",
			});
			expect(own?.status).toBe("recorded");
			expect(stored(requestId)).toEqual({
				labels: [{ source: "s1", label: "T" }],
				verdicts: [{ source: "s1", correct: 0, weight: 0.1 }],
			});
		},
	);

	test("is the operator's, who finds it free and with its weight, whatever strangers have said before", async () => {
		const requestId = await infer();
		await say(requestId, "T", ["review", "s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8"]);
		const [taken] = await say(requestId, "A", ["review"], operatorToken);
		expect(taken).toEqual({ index: 0, requestId, status: "recorded" });
		const { labels, verdicts } = stored(requestId);
		expect(labels).toHaveLength(9);
		expect(verdicts).toEqual([
			{ source: "review", correct: 1, weight: 1 },
			{ source: "s1", correct: 0, weight: 0.1 },
		]);
	});
});
