import Database from "better-sqlite3";
import { describe, expect, test } from "vitest";
import { migrate } from "../migrations.ts";
import { openDatabase } from "../open_database.ts";
import { readReplay } from "../replay.ts";
import { exampleRecord } from "../testdata/example_records.ts";
import { exampleLabel, exampleReport } from "../testdata/example_reports.ts";
import { memoryLog } from "../testdata/memory_log.ts";
import { temporaryFile } from "../testdata/temporary_folder.ts";
import { makeVersion1File } from "../testdata/version_1_file.ts";

function migrated() {
	const path = temporaryFile();
	makeVersion1File(path);
	openDatabase(path).close();
	const database = new Database(path);
	return { path, database, all: (sql: string) => database.prepare(sql).all() };
}

describe("a populated file of version 1 becomes one of version 2", () => {
	test("with every row and value that it had", () => {
		const path = temporaryFile();
		makeVersion1File(path);
		const old = new Database(path);
		const rows = (database: Database.Database, table: string) =>
			database.prepare(`SELECT * FROM ${table} ORDER BY id`).all();
		const before = { decisions: rows(old, "decisions"), executions: rows(old, "executions") };
		const columns = (table: string) =>
			old.prepare("SELECT group_concat(name) FROM pragma_table_info(?)").pluck().get(table);
		const names = { decisions: columns("decisions"), executions: columns("executions") };
		migrate(old);
		for (const table of ["decisions", "executions"] as const) {
			const after = old.prepare(`SELECT ${names[table]} FROM ${table} ORDER BY id`).all();
			expect(after).toEqual(before[table]);
		}
		expect(old.pragma("integrity_check", { simple: true })).toBe("ok");
	});

	test("whose requests read as before, and keep what was known when they were decided", () => {
		const { all } = migrated();
		expect(
			all(`SELECT request_id, status, within_budget, service_ms, host, profile_version, answered_by,
				profiles ->> '$[0].meanMs' AS meanMs FROM requests ORDER BY decided_at_ms`),
		).toMatchObject([
			{
				request_id: "ran",
				status: "ok",
				within_budget: 1,
				service_ms: 41.25,
				host: "gateway-1",
				meanMs: 40.5,
			},
			{
				request_id: "given-up",
				status: "abandoned",
				within_budget: 0,
				service_ms: null,
				profile_version: null,
			},
			{ request_id: "lost", status: null, within_budget: null, answered_by: null, meanMs: 40.5 },
		]);
		expect(all("SELECT request_id FROM executions WHERE censored")).toEqual([{ request_id: "given-up" }]);
	});

	test("whose sums are those of its rows", () => {
		const { all } = migrated();
		expect(all("SELECT hour, requests, mean_service_ms FROM model_usage_by_hour")).toEqual([
			{ hour: "2023-11-14T22:00Z", requests: 2, mean_service_ms: 41.25 },
			{ hour: "2023-11-15T00:00Z", requests: 1, mean_service_ms: null },
		]);
		expect(all("SELECT sum(runs) AS runs, measure FROM latency_days GROUP BY measure")).toEqual([
			{ measure: "queue", runs: 1 },
			{ measure: "service", runs: 601 },
		]);
	});

	test("and learns at the next start from what a start of version 1 learned from: the newest 500 runs of a model", () => {
		const { path } = migrated();
		const events = [...readReplay({ path, host: "gateway-1" })];
		expect(events).toHaveLength(500);
		expect(events.at(0)).toMatchObject({ kind: "execution", model: "large", serviceMs: 41 });
		expect(events.at(-1)).toMatchObject({ serviceMs: 45.99, sha256: "c".repeat(64), cold: false });
	});

	test("takes new rows, reports and labels of old requests too", () => {
		const { path, database } = migrated();
		database.close();
		const { insert, report, label, all } = memoryLog(path);
		insert([exampleRecord("new")]);
		const outcomes = [...report(exampleReport("ran", { device: undefined })), ...label(exampleLabel("ran"))];
		expect(outcomes.map(({ status }) => status)).toEqual(["recorded", "recorded"]);
		expect(all("SELECT sum(requests) AS requests, sum(reported) AS reported FROM request_hours")).toEqual([
			{ requests: 4, reported: 1 },
		]);
	});
});
