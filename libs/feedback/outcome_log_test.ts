import { writeFileSync } from "node:fs";
import Database from "better-sqlite3";
import { describe, expect, onTestFinished, test } from "vitest";
import { logWriterData, openOutcomeLog } from "./open_outcome_log.ts";
import { OutcomeLog } from "./outcome_log.ts";
import type { OutcomeLogError } from "./outcome_log_error.ts";
import type { OutcomeLogOptions } from "./outcome_log_options.ts";
import { exampleDecision, exampleRecord } from "./testdata/example_records.ts";
import { temporaryFile } from "./testdata/temporary_folder.ts";
import { type BatchWriter, startWriterThread } from "./writer_thread.ts";

/** The example records are some years old. */
const keepDays = 36_500;

function requestIds(path: string): unknown[] {
	const database = new Database(path, { readonly: true });
	const ids = database.prepare("SELECT request_id FROM decisions ORDER BY id").pluck().all();
	database.close();
	return ids;
}

const ids = (count: number) => Array.from({ length: count }, (_, index) => String(index));

/** A log whose writers the test can reach; `errors` are the reasons that it reported. */
async function reachableLog(
	open: () => Promise<BatchWriter>,
	options: Partial<OutcomeLogOptions> & { path: string },
) {
	const errors: string[] = [];
	const writers: BatchWriter[] = [];
	const reached = async () => {
		const writer = await open();
		writers.push(writer);
		return writer;
	};
	const onError = ({ reason }: OutcomeLogError) => errors.push(reason);
	const log = new OutcomeLog(await reached(), reached, { onError, flushEveryMs: 1, ...options });
	onTestFinished(() => log.close());
	return { log, errors, writers };
}

describe("openOutcomeLog()", { timeout: 20_000 }, () => {
	test("writes what was recorded and accounts for every record", async () => {
		const path = temporaryFile();
		const log = await openOutcomeLog({ path, keepDays, onError: () => {} });
		for (const id of ids(1000)) log.record(exampleRecord(id));
		log.record(exampleRecord("7"));
		log.record({ decision: exampleDecision("nan", { budgetMs: Number.NaN }) });
		expect(log.stats()).toMatchObject({ pending: 1002, written: 0 });
		await log.flush();
		expect(log.stats()).toMatchObject({ pending: 0, written: 1000, duplicates: 1, refused: 1, dropped: 0 });
		expect(log.stats().lastError?.reason).toBe("record-refused");
		expect(requestIds(path)).toEqual(ids(1000));
		await log.close();
	});

	test("refuses to start on what is no database, with the sentence of the writer thread", async () => {
		const path = temporaryFile();
		writeFileSync(path, "Dear diary, ".repeat(1000));
		await expect(openOutcomeLog({ path, keepDays, onError: console.error })).rejects.toMatchObject({
			name: "OutcomeLogError",
			reason: "not-a-database",
			path,
			message: expect.stringContaining(
				`${path} is not an SQLite database (file is not a database). Name another`,
			),
		});
	});

	test("three gateways may start on one new file at once, and all write", async () => {
		const path = temporaryFile();
		const open = (host: string) => openOutcomeLog({ path, host, keepDays, onError: console.error });
		const logs = await Promise.all([open("a"), open("b"), open("c")]);
		for (const [index, log] of logs.entries()) log.record(exampleRecord(String(index)));
		await Promise.all(logs.map((log) => log.close()));
		expect(requestIds(path).toSorted()).toEqual(ids(3));
	});

	test("writes without a flush, and can be read while it writes", async () => {
		const path = temporaryFile();
		const log = await openOutcomeLog({ path, keepDays, onError: console.error, flushEveryMs: 5 });
		for (let seen = 0; seen < 5; ) {
			log.record(exampleRecord(crypto.randomUUID()));
			await new Promise((resolve) => setTimeout(resolve, 1));
			const now = requestIds(path).length;
			expect(now).toBeGreaterThanOrEqual(seen);
			seen = now;
		}
		await log.close();
	});

	test("close() writes what waits, once however often it is called, and what comes later is counted as lost", async () => {
		const path = temporaryFile();
		const errors: string[] = [];
		const log = await openOutcomeLog({
			path,
			keepDays,
			onError: ({ reason }) => errors.push(reason),
			flushEveryMs: 60_000,
		});
		for (const id of ids(250)) log.record(exampleRecord(id));
		await Promise.all([log.close(), log.close(), log.flush()]);
		expect(requestIds(path)).toEqual(ids(250));
		log.record(exampleRecord("late"));
		log.record(exampleRecord("later"));
		expect(log.stats()).toMatchObject({ written: 250, dropped: 2, pending: 0 });
		expect(errors).toEqual(["closed"]);
	});

	test("a record that cannot be sent to a thread does not stop the ones beside and after it", async () => {
		const path = temporaryFile();
		const { log, errors } = await reachableLog(() => startWriterThread(logWriterData({ path, keepDays })), {
			path,
		});
		const method = { ...exampleDecision("function"), explain: () => "why" };
		log.record(exampleRecord("before"));
		log.record({ decision: method });
		log.record(exampleRecord("beside"));
		await log.flush();
		log.record(exampleRecord("next"));
		await log.flush();
		expect(requestIds(path)).toEqual(["before", "beside", "next"]);
		expect(errors).toEqual(["record-refused"]);
	});
});

describe("nothing is lost", { timeout: 60_000 }, () => {
	test("while another program holds the lock for longer than SQLite waits", async () => {
		const path = temporaryFile();
		const { log, errors } = await reachableLog(() => startWriterThread(logWriterData({ path, keepDays })), {
			path,
		});
		const other = new Database(path);
		other.exec("BEGIN EXCLUSIVE");
		for (const id of ids(150)) log.record(exampleRecord(id));
		while (errors.length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
		expect(requestIds(path)).toEqual([]);
		other.exec("ROLLBACK");
		other.close();
		await log.flush();
		expect(requestIds(path)).toEqual(ids(150));
		expect(new Set(errors)).toEqual(new Set(["locked"]));
		expect(log.stats().failedBatches).toBe(errors.length);
	});

	test("while the disk is full", async () => {
		const path = temporaryFile();
		let maxPageCount: number | undefined = 45;
		const { log, errors, writers } = await reachableLog(
			() => startWriterThread({ ...logWriterData({ path, keepDays }), maxPageCount }),
			{
				path,
			},
		);
		for (const id of ids(300)) log.record(exampleRecord(id));
		while (errors.length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
		expect(requestIds(path).length).toBeLessThan(300);
		maxPageCount = undefined;
		await writers[0]?.terminate();
		await log.flush();
		expect(requestIds(path)).toEqual(ids(300));
		expect(errors[0]).toBe("disk-full");
	});

	test("when the writer is killed again and again, even after it wrote and before it said so", {
		timeout: 60_000,
	}, async () => {
		const path = temporaryFile();
		let batches = 0;
		const mortal = async (): Promise<BatchWriter> => {
			const writer = await startWriterThread(logWriterData({ path, keepDays }));
			const write: BatchWriter["write"] = async (records) => {
				batches++;
				if (batches % 3 === 1) void writer.terminate();
				const outcome = writer.write(records);
				if (batches % 3 !== 2) return outcome;
				await outcome;
				await writer.terminate();
				return writer.write([]);
			};
			return { ...writer, write };
		};
		const { log, errors } = await reachableLog(mortal, { path });
		for (const id of ids(400)) log.record(exampleRecord(id));
		await log.flush();
		expect(requestIds(path)).toEqual(ids(400));
		expect(new Set(errors)).toEqual(new Set(["writer-crashed"]));
		const { written, duplicates, dropped } = log.stats();
		expect({ recorded: written + duplicates, dropped }).toEqual({ recorded: 400, dropped: 0 });
	});
});

describe("when nothing can be written for too long", () => {
	const stuck = (): Promise<BatchWriter> =>
		Promise.resolve({
			lastSeq: 0,
			write: () => new Promise((_, reject) => setTimeout(reject, 1, new Error("stuck"))),
			close: () => Promise.resolve(),
			terminate: () => Promise.resolve(),
		});

	test("new records are dropped beyond maxPending, counted, and reported once", async () => {
		const { log, errors } = await reachableLog(stuck, { path: "stuck.sqlite", maxPending: 10 });
		for (const id of ids(25)) log.record(exampleRecord(id));
		expect(log.stats()).toMatchObject({ pending: 10, dropped: 15 });
		expect(errors).toEqual(["overflow"]);
		await log.close({ timeoutMs: 5 });
	});

	test("close() gives up after its timeout and says how much is lost", async () => {
		const { log, errors } = await reachableLog(stuck, { path: "stuck.sqlite" });
		for (const id of ids(250)) log.record(exampleRecord(id));
		await log.close({ timeoutMs: 50 });
		expect(log.stats()).toMatchObject({ pending: 0, dropped: 250, written: 0 });
		expect(errors).toContain("closed");
	});
});
