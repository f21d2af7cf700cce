import { BatchAnswer, InferAnswer } from "@mdinference/contract";
import Database from "better-sqlite3";
import { expect, onTestFinished, test } from "vitest";
import { samples } from "../characters.ts";
import { startGatewayProcess } from "../gateway_process.ts";

const device = { model: "characters-nano", version: "1.0.0", status: "ok", serviceMs: 2.5, label: "R" };
const cloud = { status: "in-time", elapsedMs: 81, networkMs: 40 };

test("times that cannot be are refused one by one, by their names, and nothing of them is kept", async () => {
	const gateway = await startGatewayProcess({ models: ["nano"] });
	onTestFinished(async () => {
		await gateway.end("SIGKILL");
		gateway.remove();
	});
	const reportWith = async (change: object) => {
		const response = await fetch(`${gateway.url}/v1/tasks/characters/infer`, {
			method: "POST",
			body: samples()[0]!.bytes,
			headers: { "mdi-sla-ms": "2000", "mdi-device": device.model },
		});
		const { requestId } = InferAnswer.parse(await response.json());
		const what = { task: "characters", startedAtMs: Date.now(), slaMs: 2000, elapsedMs: 81 };
		return { requestId, ...what, answeredBy: "cloud", reason: "cloud-in-time", cloud, device, ...change };
	};
	const changes: [string | undefined, object][] = [
		[undefined, {}],
		["elapsedMs", { elapsedMs: -1 }],
		["elapsedMs", { elapsedMs: 1e12 }],
		["cloud.elapsedMs", { cloud: { ...cloud, elapsedMs: -1 } }],
		["cloud.networkMs", { cloud: { ...cloud, networkMs: 1e12 } }],
		["device.serviceMs", { device: { ...device, serviceMs: -1 } }],
		["device.serviceMs", { device: { ...device, serviceMs: 1e12 } }],
		["startedAtMs", { startedAtMs: -1 }],
		["slaMs", { slaMs: 1e12 }],
		[undefined, {}],
	];
	const outcomes = await Promise.all(changes.map(([, change]) => reportWith(change)));
	const response = await fetch(`${gateway.url}/v1/outcomes`, {
		method: "POST",
		body: JSON.stringify({ outcomes }),
	});
	const { results } = BatchAnswer.parse(await response.json());
	expect(results.map(({ requestId, status, detail }) => [requestId, status, detail?.split(": ")[0]])).toEqual(
		changes.map(([field], i) => [
			outcomes[i]!.requestId,
			field === undefined ? "recorded" : "invalid",
			field,
		]),
	);
	const database = new Database(gateway.databasePath, { readonly: true });
	onTestFinished(() => void database.close());
	const ids = (sql: string) => new Set(database.prepare(sql).pluck().all());
	const recorded = new Set([outcomes.at(0)!.requestId, outcomes.at(-1)!.requestId]);
	expect(ids("SELECT request_id FROM requests WHERE answered_by IS NOT NULL")).toEqual(recorded);
	expect(ids("SELECT request_id FROM executions WHERE place = 'device'")).toEqual(recorded);
}, 60_000);
