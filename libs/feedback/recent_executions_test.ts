import { truncateSync, writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { recordInserter } from "./insert_records.ts";
import { openDatabase } from "./open_database.ts";
import { readRecentExecutions } from "./recent_executions.ts";
import type { ExecutionRecord } from "./records.ts";
import { exampleExecution } from "./testdata/example_records.ts";
import { temporaryFile } from "./testdata/temporary_folder.ts";

const host = "gateway-1";

function logOf(executions: Partial<ExecutionRecord>[]): string {
	const path = temporaryFile();
	const database = openDatabase(path);
	const execution = (change: Partial<ExecutionRecord>) => exampleExecution(crypto.randomUUID(), change);
	recordInserter(database)(executions.map((change) => ({ execution: execution(change) })));
	database.close();
	return path;
}

describe("readRecentExecutions()", () => {
	test("is empty where there is no file, and where nothing ran", () => {
		expect(readRecentExecutions({ path: temporaryFile(), host })).toEqual([]);
		expect(readRecentExecutions({ path: logOf([]), host })).toEqual([]);
	});

	test("gives the newest runs of each model file, oldest first", () => {
		const runs = Array.from({ length: 40 }, (_, index) => ({
			model: `model-${index % 2}`,
			sha256: (index < 20 ? "a" : "b").repeat(64),
			startedAtMs: 1000 + index,
			serviceMs: index,
			cold: index === 38,
		}));
		const learned = readRecentExecutions({ path: logOf(runs), host, perModel: 2 });
		const summary = learned.map(({ task, model, sha256, executions }) => [
			`${task} ${model} ${sha256[0]}`,
			executions.map(({ serviceMs }) => serviceMs),
		]);
		expect(summary).toEqual([
			["characters model-0 a", [16, 18]],
			["characters model-0 b", [36, 38]],
			["characters model-1 a", [17, 19]],
			["characters model-1 b", [37, 39]],
		]);
		expect(learned[1]?.executions[1]).toEqual({ startedAtMs: 1038, serviceMs: 38, queueMs: 0.5, cold: true });
	});

	test("leaves out other hosts, devices, and runs that failed or were given up; keeps profiling runs", () => {
		const path = logOf([
			{ host: "gateway-2" },
			{ host: null },
			{ place: "device" },
			{ status: "failed" },
			{ status: "abandoned" },
			{ cause: "profiling", serviceMs: 3 },
		]);
		expect(readRecentExecutions({ path, host })).toMatchObject([{ executions: [{ serviceMs: 3 }] }]);
	});

	test("what came after the clock was set back is the newest all the same", () => {
		const path = logOf([
			{ startedAtMs: 9_000 },
			{ startedAtMs: 9_001 },
			{ startedAtMs: 5_000 },
			{ startedAtMs: 5_001 },
		]);
		const [learned] = readRecentExecutions({ path, host, perModel: 3 });
		expect(learned?.executions.map(({ startedAtMs }) => startedAtMs)).toEqual([5_000, 5_001, 9_001]);
	});

	test("reads the index alone", () => {
		const database = openDatabase(":memory:");
		const plan = database
			.prepare(
				`EXPLAIN QUERY PLAN SELECT started_at_ms, service_ms, queue_ms, cold FROM executions
				WHERE place = 'cloud' AND status = 'ok' AND host = ? AND task = ? AND model = ? AND sha256 = ?
				ORDER BY id DESC LIMIT ?`,
			)
			.all("", "", "", "", 1);
		expect(plan).toMatchObject([
			{ detail: expect.stringContaining("USING COVERING INDEX executions_learned_from") },
		]);
		expect(plan).toHaveLength(1);
	});

	test("says what is wrong with a file that is not an outcome log or was cut short", () => {
		const text = temporaryFile();
		writeFileSync(text, "Dear diary, ".repeat(1000));
		expect(() => readRecentExecutions({ path: text, host })).toThrow(
			expect.objectContaining({ reason: "not-a-database" }),
		);
		const cut = logOf([{}]);
		truncateSync(cut, 5000);
		expect(() => readRecentExecutions({ path: cut, host })).toThrow(
			expect.objectContaining({ reason: "corrupt" }),
		);
	});
});
