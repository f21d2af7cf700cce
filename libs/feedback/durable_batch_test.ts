import { expect, test } from "vitest";
import { durably } from "./durable_batch.ts";
import { openDatabase } from "./open_database.ts";
import { exampleRecord } from "./testdata/example_records.ts";
import { exampleLabel, exampleReport } from "./testdata/example_reports.ts";
import { receivedAtMs } from "./testdata/memory_log.ts";
import { temporaryFile } from "./testdata/temporary_folder.ts";

test("batches with a report or a label are synced when they are committed, others are not", () => {
	const database = openDatabase(temporaryFile());
	const write = durably(database, () => database.pragma("synchronous", { simple: true }));
	const [normal, full] = [1, 2];
	const record = exampleRecord("r");
	const report = { report: exampleReport("r"), receivedAtMs };
	expect(write([record])).toBe(normal);
	expect(write([record, report])).toBe(full);
	expect(write([{ label: exampleLabel("r"), receivedAtMs }])).toBe(full);
	expect(write([record, record])).toBe(normal);
	expect(database.pragma("journal_mode", { simple: true })).toBe("wal");
	database.close();
});
