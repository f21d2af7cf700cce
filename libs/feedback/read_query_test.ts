import { readFileSync, truncateSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { OutcomeLogError } from "./outcome_log_error.ts";
import { QueryError, readQuery } from "./read_query.ts";
import { exampleRecord } from "./testdata/example_records.ts";
import { memoryLog } from "./testdata/memory_log.ts";
import { temporaryFile } from "./testdata/temporary_folder.ts";

function log(): string {
	const path = temporaryFile();
	const { database, insert } = memoryLog(path);
	insert([exampleRecord("a"), exampleRecord("b")]);
	database.close();
	return path;
}

const read = (path: string, sql: string) =>
	readQuery(path, sql, ({ columns, rows }) => ({ columns, rows: [...rows] }));

describe("readQuery()", () => {
	test("gives columns and rows, with parameters where the statement has some", () => {
		const path = log();
		expect(
			read(path, "SELECT request_id AS id, NULL AS none, 1.5 AS half FROM decisions ORDER BY id"),
		).toEqual({
			columns: ["id", "none", "half"],
			rows: [
				["a", null, 1.5],
				["b", null, 1.5],
			],
		});
		const sql = "SELECT request_id FROM decisions WHERE request_id > ?";
		expect(readQuery(path, sql, ({ rows }) => [...rows], ["a"])).toEqual([["b"]]);
	});

	test.each([
		"/* how many */ SELECT 1",
		"-- how many\n/* of\nthese * / */\n\t-- */\nSELECT 1",
		"/**/SELECT 1 /* DELETE */ -- FROM decisions",
	])("answers a question after comments: %j", (sql) => {
		expect(read(log(), sql).rows).toEqual([[1]]);
	});

	test("tells comments from a question without going over them again and again", () => {
		const comments = "/* * */ -- /*\n".repeat(20_000);
		expect(read(log(), `${comments}SELECT 1`).rows).toEqual([[1]]);
		expect(() => read(log(), `${comments}PRAGMA user_version`)).toThrow("Only statements that read");
	});

	test("gives whole numbers exactly: as numbers where these can hold them", () => {
		const sql = "SELECT 9007199254740991, -9007199254740992, 9223372036854775807, 1e300";
		expect(read(log(), sql).rows).toEqual([
			[9_007_199_254_740_991, -9_007_199_254_740_992n, 9_223_372_036_854_775_807n, 1e300],
		]);
	});

	test("leaves alone what its reader throws", () => {
		const thrown = new Error("no space left");
		const use = () => {
			throw thrown;
		};
		expect(() => readQuery(log(), "SELECT 1", use)).toThrow(thrown);
	});

	test("reads rows as they are asked for", () => {
		const endless = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT x FROM n";
		const [first] = readQuery(log(), endless, ({ rows }) => {
			for (const row of rows) if (row[0] === 1000) return row;
			return [];
		});
		expect(first).toBe(1000);
	});

	test.each([
		"DELETE FROM decisions",
		"UPDATE executions SET service_ms = 0",
		"INSERT INTO labels SELECT * FROM labels RETURNING *",
		"WITH gone AS (SELECT 1) DELETE FROM answers RETURNING id",
		"DROP TABLE decisions",
		"CREATE TEMP TABLE mine AS SELECT 1",
		"PRAGMA user_version = 99",
		"PRAGMA wal_checkpoint(TRUNCATE)",
		"ATTACH 'other.sqlite' AS other",
		"BEGIN IMMEDIATE",
		"VACUUM",
		"-- SELECT\nDELETE FROM decisions",
		"/* SELECT */ DELETE FROM decisions",
		"/* a */ PRAGMA user_version /* */ = 99 -- SELECT",
		"/* a */ PRAGMA table_info(decisions) -- */ SELECT 1",
	])("refuses %s, and leaves the file as it was", (sql) => {
		const path = log();
		const before = readFileSync(path);
		expect(() => read(path, sql)).toThrow(QueryError);
		expect(() => read(path, sql)).toThrow("Only statements that read are answered");
		expect(readFileSync(path).equals(before)).toBe(true);
	});

	test("says what SQLite has against a statement, and where the names are", () => {
		const path = log();
		expect(() => read(path, "SELECT * FROM request")).toThrow(
			"SQLite cannot answer that: no such table: request. The tables and views are described in docs/outcome_log.md.",
		);
		expect(() => read(path, "SELECT 1; SELECT 2")).toThrow("Give one statement at a time");
		expect(() => read(path, "SELECT abs(-9223372036854775808)")).toThrow("integer overflow");
	});

	test("tells a file that is not there or damaged from a bad statement", () => {
		const path = log();
		expect(() => read(`${path}.not-there`, "SELECT 1")).toThrow(OutcomeLogError);
		expect(() => read(`${path}.not-there`, "SELECT 1")).toThrow("does not exist");
		truncateSync(path, 20_000);
		expect(() => read(path, "SELECT * FROM decisions")).toThrow(
			expect.objectContaining({ reason: "corrupt" }),
		);
	});
});
