import { spawn, spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import Database from "better-sqlite3";
import { describe, expect, test } from "vitest";
import { exampleRecord } from "../testdata/example_records.ts";
import { makeKnownLog } from "../testdata/known_log.ts";
import { memoryLog } from "../testdata/memory_log.ts";
import { temporaryFile } from "../testdata/temporary_folder.ts";
import { makeVersion1File } from "../testdata/version_1_file.ts";
import { defaultDatabase } from "./run_command.ts";

const folder = fileURLToPath(new URL(".", import.meta.url));

function run(command: "query" | "export" | "compact", ...args: string[]) {
	const { status, stdout, stderr } = spawnSync(
		process.execPath,
		["--import", "tsx", `${command}.ts`, ...args],
		{ cwd: folder, encoding: "utf8", env: { ...process.env, MDI_DB: undefined } },
	);
	return { status, stdout, stderr };
}

function knownLog(): string {
	const path = temporaryFile();
	makeKnownLog(path);
	return path;
}

describe("feedback:query", { timeout: 60_000 }, () => {
	test("prints a table, CSV or JSON lines", () => {
		const path = knownLog();
		const sql =
			"SELECT model, requests, NULL AS absent, 'a \"b\", c' AS text FROM model_usage_by_hour WHERE model = 'model-8'";
		expect(run("query", sql, "--db", path)).toEqual({
			status: 0,
			stderr: "",
			stdout: [
				"model    requests  absent  text",
				"-------  --------  ------  --------",
				'model-8        60          a "b", c',
				'model-8        60          a "b", c',
				"",
			].join("\n"),
		});
		expect(run("query", "--format", "csv", "--db", path, sql).stdout).toBe(
			'model,requests,absent,text\nmodel-8,60,,"a ""b"", c"\nmodel-8,60,,"a ""b"", c"\n',
		);
		expect(
			run("query", "--format", "jsonl", "--db", path, sql)
				.stdout.trimEnd()
				.split("\n")
				.map((line) => JSON.parse(line)),
		).toEqual([
			{ model: "model-8", requests: 60, absent: null, text: 'a "b", c' },
			{ model: "model-8", requests: 60, absent: null, text: 'a "b", c' },
		]);
	});

	test("prints large whole numbers with all digits, BLOBs in hexadecimal, and what is infinite", () => {
		const path = knownLog();
		const sql =
			"SELECT x'00ff' AS bytes, 9007199254740993 AS id, 9007199254740991 AS safe, -9e999 AS low, 0.5 AS half";
		expect(run("query", sql, "--db", path)).toEqual({
			status: 0,
			stderr: "",
			stdout: [
				"bytes                id              safe        low  half",
				"-----  ----------------  ----------------  ---------  ----",
				"00FF   9007199254740993  9007199254740991  -Infinity   0.5",
				"",
			].join("\n"),
		});
		expect(run("query", "--format", "csv", "--db", path, sql).stdout).toBe(
			"bytes,id,safe,low,half\n00FF,9007199254740993,9007199254740991,-Infinity,0.5\n",
		);
		expect(run("query", "--format", "jsonl", "--db", path, sql).stdout).toBe(
			'{"bytes":"00FF","id":9007199254740993,"safe":9007199254740991,"low":"-Infinity","half":0.5}\n',
		);
	});

	test("writes a row of one empty cell to CSV so that no reader takes it for an empty line", () => {
		const sql = "SELECT NULL AS label UNION ALL SELECT '' UNION ALL SELECT 'A'";
		expect(run("query", "--format", "csv", "--db", knownLog(), sql).stdout).toBe('label\n""\n""\nA\n');
	});

	test("refuses two columns of one name as JSON, where one of them would be lost", () => {
		const path = knownLog();
		const sql = "SELECT d.model, e.model FROM decisions AS d JOIN executions AS e USING (request_id) LIMIT 1";
		expect(run("query", "--format", "jsonl", "--db", path, sql)).toEqual({
			status: 1,
			stdout: "",
			stderr:
				'Two columns are called "model", and a JSON object has one of a name: tell them apart with AS.\n',
		});
		expect(run("query", "--format", "csv", "--db", path, sql).stdout).toMatch(/^model,model\n/);
	});

	test("refuses to write, in a sentence", () => {
		const path = knownLog();
		const { status, stdout, stderr } = run("query", "--db", path, "DELETE FROM decisions");
		expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
		expect(stderr).toBe(
			"Only statements that read are answered: SELECT, WITH, VALUES or EXPLAIN. Nothing was changed.\n",
		);
		expect(run("query", "--db", path, "SELECT count(*) FROM decisions").stdout).toContain("200");
	});

	test("says in a sentence what is wrong with a query, an option or a file", () => {
		const path = knownLog();
		const text = temporaryFile("notes.txt");
		writeFileSync(text, "Dear diary, ".repeat(1000));
		const complaints: [string[], string][] = [
			[
				["--db", path, "SELECT * FROM request"],
				"no such table: request. The tables and views are described in",
			],
			[["--db", path, "SELEKT 1"], 'near "SELEKT": syntax error'],
			[["--db", path, "SELECT ?"], "That cannot be answered: Too few parameter values"],
			[["--db", path, "SELECT zeroblob(2000000000)"], "SQLite cannot answer that: string or blob too big"],
			[["--db", path], "Give one query, in quotes"],
			[["--db", path, "--format", "xml", "SELECT 1"], '--format is "xml": give table, csv or jsonl.'],
			[["--db", path, "--colour", "SELECT 1"], "--colour"],
			[["--db", `${path}.not-there`, "SELECT 1"], "does not exist"],
			[["--db", text, "SELECT 1 FROM requests"], "is not an SQLite database"],
		];
		for (const [args, complaint] of complaints) {
			const { status, stderr } = run("query", ...args);
			expect(stderr).toContain(complaint);
			expect(stderr).not.toMatch(/\n {4}at /);
			expect(status).toBe(1);
		}
	});

	test("takes the gateway's default file where MDI_DB is empty, as the gateway does", () => {
		expect(defaultDatabase({ MDI_DB: "" })).toBe(defaultDatabase({}));
		expect(defaultDatabase({ MDI_DB: "mine.sqlite" })).toBe("mine.sqlite");
	});

	test("explains itself", () => {
		for (const command of ["query", "export", "compact"] as const) {
			const { status, stdout } = run(command, "--help");
			expect(status).toBe(0);
			expect(stdout).toContain(`npx nx run feedback:${command}`);
		}
	});

	test("comes through Nx with its arguments as they were", () => {
		const path = knownLog();
		const call = `require("../../../tools/cli_executor/cli.cjs").default(
			{ script: "cli/query.ts", __unparsed__: process.argv.slice(1) },
			{ root: "../../..", projectName: "f", projectsConfigurations: { projects: { f: { root: "libs/feedback" } } } },
		).then(({ success }) => process.exit(success ? 0 : 3))`;
		const through = (...args: string[]) =>
			spawnSync(process.execPath, ["-e", call, "--", ...args], { cwd: folder, encoding: "utf8" });
		const sql =
			"SELECT count(*) AS n FROM requests WHERE model = 'model-8' OR \"model\" LIKE '$(%' -- it's so";
		expect(through(sql, "--format", "csv", "--db", path).stdout).toBe("n\n120\n");
		expect(through("SELEKT 1", "--db", path).status).toBe(3);
	});

	test.each(["csv", "jsonl", "table"])(
		"streams %s: what is long is printed from the first row on, and a reader that leaves ends it",
		async (format) => {
			const path = knownLog();
			const sql =
				"WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT x, hex(zeroblob(500)) FROM n";
			const child = spawn(
				process.execPath,
				["--import", "tsx", "query.ts", "--format", format, "--db", path, sql],
				{ cwd: folder, stdio: ["ignore", "pipe", "inherit"] },
			);
			let bytes = 0;
			for await (const chunk of child.stdout) {
				bytes += chunk.length;
				if (bytes > 5_000_000) break;
			}
			const code = await new Promise((resolve) => child.once("exit", resolve));
			expect(code).toBe(0);
		},
	);
});

describe("feedback:export", { timeout: 60_000 }, () => {
	test("writes a view as CSV, all of it or a span of time, and says how far it is", () => {
		const path = knownLog();
		const out = temporaryFile("requests.csv");
		const { status, stderr } = run("export", "requests", "--db", path, "--out", out);
		expect(status).toBe(0);
		expect(stderr).toContain("exporting requests [##############################] 200/200");
		const lines = readFileSync(out, "utf8").trimEnd().split("\n");
		expect(lines).toHaveLength(201);
		expect(lines[0]).toMatch(/^id,request_id,task,decided_at,/);

		const span = ["--from", "2023-11-14", "--to", "2023-11-14T12:00:10Z", "--format", "jsonl"];
		const rows = run("export", "requests", "--db", path, ...span)
			.stdout.trimEnd()
			.split("\n");
		expect(rows.map((row) => JSON.parse(row).request_id)).toEqual(
			Array.from({ length: 10 }, (_, number) => `day-1-${number}`),
		);
	});

	test("of hours and days takes those that begin in the span", () => {
		const path = knownLog();
		const from = ["--from", "2023-11-14T01:00Z", "--format", "jsonl", "--db", path];
		const hours = run("export", "attainment_by_hour", ...from)
			.stdout.trimEnd()
			.split("\n");
		expect(hours.map((row) => JSON.parse(row).hour)).toEqual(["2023-11-14T12:00Z", "2023-11-14T12:00Z"]);
		const day = ["--from", "2023-11-14", "--format", "jsonl", "--db", path];
		const days = run("export", "accuracy_by_model_and_day", ...day)
			.stdout.trimEnd()
			.split("\n");
		expect(new Set(days.map((row) => JSON.parse(row).day))).toEqual(new Set(["2023-11-14"]));
	});

	test.each([
		["attainment_by_hour", "--to", "2023-11-14T12:30Z", "give a whole hour, 2023-11-14T12:00Z or another."],
		["latency_by_model_and_day", "--from", "2023-11-14T12:00Z", "give a whole day, 2023-11-14 or another."],
	])("of %s takes no %s within a row", (view, option, bound, remedy) => {
		const { status, stdout, stderr } = run("export", view, option, bound, "--db", knownLog());
		expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
		expect(stderr).toContain(`${option} is "${bound}"`);
		expect(stderr).toContain(remedy);
	});

	test("says which file it cannot write", () => {
		const out = `${temporaryFile("nowhere")}/requests.csv`;
		const { status, stderr } = run("export", "requests", "--db", knownLog(), "--out", out);
		expect(status).toBe(1);
		expect(stderr).toBe(`${out} cannot be written: ENOENT: no such file or directory, open '${out}'.\n`);
	});

	test("says what it does not know", () => {
		const path = knownLog();
		expect(run("export", "sqlite_schema", "--db", path).stderr).toContain(
			"Name one of requests, attainment_by_hour",
		);
		expect(run("export", "requests", "--db", path, "--from", "yesterday").stderr).toBe(
			'--from is "yesterday": give a UTC time like 2026-11-01 or 2026-11-01T12:00Z.\n',
		);
		expect(run("export", "requests", "--db", path, "--to", "2026-02-30").stderr).toBe(
			'--to is "2026-02-30": give a UTC time like 2026-11-01 or 2026-11-01T12:00Z.\n',
		);
	});
});

describe("feedback:compact", { timeout: 60_000 }, () => {
	test("gives a file of version 1 the power to shrink, with all that was in it", () => {
		const path = temporaryFile();
		makeVersion1File(path);
		const { status, stdout } = run("compact", "--db", path);
		expect({ status, says: stdout.includes("MB before,") }).toEqual({ status: 0, says: true });
		const database = new Database(path);
		expect(database.pragma("auto_vacuum", { simple: true })).toBe(2);
		expect(database.pragma("journal_mode", { simple: true })).toBe("wal");
		expect(database.pragma("integrity_check", { simple: true })).toBe("ok");
		expect(database.prepare("SELECT count(*) FROM requests").pluck().get()).toBe(3);
		database.close();
	});

	test("gives free pages back", () => {
		const path = temporaryFile();
		const { database, insert } = memoryLog(path);
		insert(Array.from({ length: 2000 }, (_, index) => exampleRecord(String(index))));
		database.exec("DELETE FROM decisions; DELETE FROM executions");
		database.close();
		const { stdout } = run("compact", "--db", path);
		const [before, after] = [...stdout.matchAll(/([\d.]+) MB/g)].map(([, megabytes]) => Number(megabytes));
		expect(after).toBeLessThan(before! / 4);
	});

	test("refuses while somebody else has the file open, and leaves it as it was", () => {
		const path = knownLog();
		const other = new Database(path);
		other.prepare("SELECT count(*) FROM decisions").get();
		const { status, stderr } = run("compact", "--db", path);
		expect(status).toBe(1);
		expect(stderr).toContain("is locked by another program");
		expect(other.prepare("SELECT count(*) FROM decisions").pluck().get()).toBe(200);
		other.close();
	});
});
