import {
	closeSync,
	copyFileSync,
	mkdirSync,
	mkdtempSync,
	openSync,
	readFileSync,
	rmSync,
	statSync,
	truncateSync,
	writeFileSync,
	writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BatchAnswer, InferAnswer } from "@mdinference/contract";
import Database from "better-sqlite3";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { samples } from "../characters.ts";
import { type GatewayProcess, startGatewayProcess } from "../gateway_process.ts";
import { refusal } from "./refusal.ts";

const sample = samples()[0]!;
const models = ["nano"];

async function infer({ url }: GatewayProcess): Promise<string> {
	const response = await fetch(`${url}/v1/tasks/characters/infer`, {
		method: "POST",
		body: sample.bytes,
		headers: { "mdi-sla-ms": "10000" },
	});
	expect(response.status, await response.clone().text()).toBe(200);
	return InferAnswer.parse(await response.json()).requestId;
}

const post = ({ url }: GatewayProcess, path: string, body: object) =>
	fetch(url + path, { method: "POST", body: JSON.stringify(body) });

const report = (gateway: GatewayProcess, requestIds: readonly string[]) =>
	post(gateway, "/v1/outcomes", {
		outcomes: requestIds.map((requestId) => ({
			requestId,
			task: "characters",
			startedAtMs: Date.now(),
			slaMs: 10_000,
			answeredBy: "cloud",
			reason: "only-cloud",
			elapsedMs: 81,
			cloud: { status: "in-time", elapsedMs: 81 },
		})),
	});

const label = (gateway: GatewayProcess, requestIds: readonly string[]) =>
	post(gateway, "/v1/feedback", {
		labels: requestIds.map((requestId) => ({ requestId, label: sample.label, source: "user" })),
	});

async function statuses(response: Response): Promise<string[]> {
	expect(response.status, await response.clone().text()).toBe(200);
	return BatchAnswer.parse(await response.json()).results.map(({ status }) => status);
}

/** Of each request in the log: whether it was reported, and how many labels it has. */
function logged(path: string): unknown[] {
	const database = new Database(path, { readonly: true });
	try {
		expect(database.pragma("integrity_check", { simple: true })).toBe("ok");
		return database
			.prepare(`SELECT request_id, answered_by,
				(SELECT count(*) FROM labels WHERE decision_id = d.id) AS labels
				FROM requests JOIN decisions AS d USING (request_id) ORDER BY d.id`)
			.all();
	} finally {
		database.close();
	}
}

const inFull = (requestId: string) => ({ request_id: requestId, answered_by: "cloud", labels: 1 });

test("while another program holds the log, requests are answered, and nothing is acknowledged that could be lost", {
	timeout: 120_000,
}, async () => {
	const gateway = await startGatewayProcess({ models });
	onTestFinished(async () => {
		await gateway.end("SIGKILL");
		gateway.remove();
	});
	const early = [await infer(gateway), await infer(gateway)];
	expect(await statuses(await report(gateway, early))).toEqual(["recorded", "recorded"]);
	expect(await statuses(await label(gateway, early))).toEqual(["recorded", "recorded"]);

	const other = new Database(gateway.databasePath, { timeout: 30_000 });
	onTestFinished(() => void other.close());
	other.exec("BEGIN EXCLUSIVE");
	const meanwhile = [await infer(gateway), await infer(gateway)];
	const all = [...early, ...meanwhile];
	for (const refused of await Promise.all([report(gateway, all), label(gateway, all)])) {
		expect(refused.headers.get("content-type")).toBe("application/problem+json");
		expect(refused.headers.get("retry-after")).toBe("1");
		expect(await refused.json()).toMatchObject({
			status: 503,
			type: "/problems/log-unavailable",
			detail: expect.stringContaining("Send the same again"),
		});
	}
	all.push(await infer(gateway));
	expect(logged(gateway.databasePath)).toEqual(early.map(inFull));
	const sentence = `The outcome log ${gateway.databasePath} is locked by another program`;
	await expect.poll(gateway.output, { timeout: 30_000 }).toContain(sentence);

	other.exec("ROLLBACK");
	const waited = () => logged(gateway.databasePath).length;
	await expect.poll(waited, { timeout: 30_000 }).toBe(all.length);
	const again = ["duplicate", "duplicate", "recorded", "recorded", "recorded"];
	expect(await statuses(await report(gateway, all))).toEqual(again);
	expect(await statuses(await label(gateway, all))).toEqual(again);
	expect(await (await fetch(`${gateway.url}/metrics`)).text()).toMatch(/^mdi_log_dropped_rows 0$/m);
	await gateway.end("SIGKILL");
	expect(logged(gateway.databasePath)).toEqual(all.map(inFull));
});

describe.concurrent("a gateway refuses to start on a log that it cannot keep, and says which, and what to do", {
	timeout: 60_000,
}, () => {
	let folder: string;
	let sound: string;

	beforeAll(async () => {
		folder = mkdtempSync(join(tmpdir(), "log-"));
		sound = join(folder, "sound.sqlite");
		const gateway = await startGatewayProcess({ models, databasePath: sound });
		await infer(gateway);
		await gateway.end("SIGTERM");
		gateway.remove();
	});
	afterAll(() => rmSync(folder, { recursive: true }));

	const copyAs = (name: string) => {
		const databasePath = join(folder, `${name}.sqlite`);
		copyFileSync(sound, databasePath);
		return databasePath;
	};

	test("one that was cut short", async () => {
		const databasePath = copyAs("short");
		truncateSync(databasePath, statSync(databasePath).size >> 1);
		const sentence = await refusal({ databasePath, models });
		expect(sentence).toContain(`The outcome log ${databasePath} is damaged or was cut short`);
		expect(sentence).toContain("Restore it from a copy, or move it away");
	});

	test("one of a newer version, which stays as it was", async () => {
		const databasePath = copyAs("newer");
		const database = new Database(databasePath);
		database.pragma("user_version = 1000");
		database.close();
		const before = readFileSync(databasePath);
		const sentence = await refusal({ databasePath, models });
		expect(sentence).toContain(
			`The outcome log ${databasePath} was written by a newer version of MDInference (its schema is 1000`,
		);
		expect(sentence).toContain("Start that version, or name another file");
		expect(readFileSync(databasePath).equals(before)).toBe(true);
	});

	// Permissions do not hold back root, so the next two say the same by other means.
	test("one that may only be read", async () => {
		const databasePath = copyAs("read-only");
		// A write version above 2: "may only be read" (https://www.sqlite.org/fileformat.html, section 1.3.3).
		const file = openSync(databasePath, "r+");
		writeSync(file, Buffer.from([3]), 0, 1, 18);
		closeSync(file);
		const sentence = await refusal({ databasePath, models });
		expect(sentence).toContain(`The outcome log ${databasePath} is read-only`);
		expect(sentence).toContain("Let this user write the file, or name another one");
	});

	test("one beside which nothing can be written", async () => {
		const databasePath = copyAs("closed-in");
		mkdirSync(`${databasePath}-wal`);
		const sentence = await refusal({ databasePath, models });
		expect(sentence).toContain(`The outcome log ${databasePath} cannot be created or opened`);
		expect(sentence).toContain("Let this user write the file and its folder");
	});

	test("one that another program holds", async ({ onTestFinished }) => {
		const databasePath = copyAs("held");
		const other = new Database(databasePath);
		onTestFinished(() => void other.close());
		other.exec("BEGIN EXCLUSIVE");
		const sentence = await refusal({ databasePath, models });
		expect(sentence).toContain(`The outcome log ${databasePath} is locked by another program`);
		expect(sentence).toContain("End the program that holds the lock");
	});

	test("a folder in its place", async () => {
		const databasePath = join(folder, "folder.sqlite");
		mkdirSync(databasePath);
		const sentence = await refusal({ databasePath, models });
		expect(sentence).toContain(`The outcome log ${databasePath} is not an SQLite database (it is a folder)`);
		expect(sentence).toContain("Name another file");
	});

	test("a file in place of its folder", async () => {
		const file = join(folder, "file");
		writeFileSync(file, "");
		const databasePath = join(file, "outcomes.sqlite");
		const sentence = await refusal({ databasePath, models });
		expect(sentence).toContain(
			`The outcome log ${databasePath} cannot be created: its folder does not exist`,
		);
		expect(sentence).toContain("name a file in one that exists");
	});
});
