import { expect, test } from "vitest";
import { migrate } from "../migrations.ts";
import { exampleDecision, exampleExecution } from "../testdata/example_records.ts";
import { exampleLabel, exampleReport } from "../testdata/example_reports.ts";
import { exampleOptions, type MemoryLog, receivedAtMs } from "../testdata/memory_log.ts";
import { olderLog } from "../testdata/older_log.ts";
import { recomputedSums, writtenSums } from "../testdata/sums.ts";
import { batchWriter } from "../write_batch.ts";

const fill = (id: string) => (insert: MemoryLog["insert"]) => {
	insert([{ decision: exampleDecision(id), execution: exampleExecution(id) }]);
	insert([
		{ report: exampleReport(id), receivedAtMs },
		{ label: exampleLabel(id), receivedAtMs },
	]);
};

test("what was not kept of older decisions stays unknown; all else of them, and the sums, stay as they were", () => {
	const database = olderLog(4, fill("older"));
	const all = (sql: string) => database.prepare(sql).all() as Record<string, unknown>[];
	const [before] = all("SELECT * FROM requests");
	const sums = writtenSums(all);
	migrate(database);
	const unknown = { wait_std_ms: null, remaining_ms: null, device_accuracy: null };
	expect(all("SELECT * FROM requests")).toEqual([{ ...before, ...unknown }]);
	expect(writtenSums(all)).toEqual(sums);
	fill("newer")(batchWriter(database, exampleOptions));
	expect(
		all("SELECT wait_std_ms, remaining_ms, device_accuracy FROM requests WHERE request_id = 'newer'"),
	).toEqual([{ wait_std_ms: 0.75, remaining_ms: 205.5, device_accuracy: 0.625 }]);
	expect(writtenSums(all)).toEqual(recomputedSums(database));
});
