import {
	type ClientMode,
	createClient,
	createOutbox,
	createRunner,
	type RunnerOptions,
} from "@mdinference/client";
import Database from "better-sqlite3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { samples } from "../characters.ts";
import { type GatewayProcess, startGatewayProcess } from "../gateway_process.ts";

let gateway: GatewayProcess;
const photo = () => new Blob([new Uint8Array(samples()[0]!.bytes)], { type: "image/jpeg" });

beforeAll(async () => {
	gateway = await startGatewayProcess({ models: ["nano", "medium"] });
}, 120_000);

afterAll(async () => {
	await gateway.end("SIGKILL");
	gateway.remove();
});

/** Asks in a mode, and gives what became of the report, and the request's row in the log. */
async function asked(mode: ClientMode, slaMs: number, run: RunnerOptions["run"]) {
	const outbox = createOutbox({ gateway: gateway.url });
	const device = createRunner({
		name: "characters-nano",
		version: "1.0.0",
		accuracy: 0.7,
		provider: "node",
		run,
	});
	const options = { gateway: gateway.url, task: "characters", slaMs, mode, device, outbox, graceMs: 2_000 };
	const { requestId, by } = await createClient(options).infer(photo());
	const isReported = () => outbox.counts.delivered + outbox.counts.dead;
	await expect.poll(isReported, { timeout: 10_000 }).toBeGreaterThan(0);
	// The cloud may answer later, and is reported then.
	await expect.poll(() => outbox.waiting(), { timeout: 10_000 }).toBe(0);
	const { dead } = outbox.counts;
	outbox.close();
	const log = new Database(gateway.databasePath, { readonly: true });
	const row = log
		.prepare("SELECT answered_by, device_model, device_status FROM requests WHERE request_id = ?")
		.get(requestId);
	log.close();
	return { by, dead, row };
}

const works: RunnerOptions["run"] = async () => ({
	labels: [{ label: "1", probability: 0.6 }],
	decodeMs: 0,
	inferenceMs: 1,
});
const fails: RunnerOptions["run"] = () => Promise.reject(new Error("no memory"));

describe("a gateway takes the report of every mode", () => {
	const ran = { device_model: "characters-nano", device_status: "ok" };

	test.each<[string, ClientMode, number]>([
		["whose cloud is late, and whose copy starts then", "prefer-cloud", 1],
		["that did not ask the cloud", "prefer-device", 5_000],
		["that asked both", "duplicate", 1],
		["that asks the device alone", "only-device", 5_000],
	])("%s: %s", async (_, mode, slaMs) => {
		const { by, dead, row } = await asked(mode, slaMs, works);
		expect({ by, dead, row }).toEqual({ by: "device", dead: 0, row: { answered_by: "device", ...ran } });
	});

	test("whose device failed, so that the cloud was asked after all: prefer-device", async () => {
		const { by, dead, row } = await asked("prefer-device", 5_000, fails);
		expect({ by, dead }).toEqual({ by: "cloud", dead: 0 });
		expect(row).toEqual({ answered_by: "cloud", device_model: "characters-nano", device_status: "failed" });
	});
});
