import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readQuery } from "./read_query.ts";
import { makeKnownLog } from "./testdata/known_log.ts";

const page = readFileSync(new URL("../../docs/outcome_log.md", import.meta.url), "utf8");
const questions = page
	.slice(page.indexOf("## Ten questions"))
	.split(/^### /m)
	.slice(1)
	.map((section) => {
		const [title = ""] = section.split("\n");
		const sql = /```sql\n(.*?)```/s.exec(section)?.[1] ?? "";
		return { number: Number.parseInt(title, 10), title, sql };
	});

let rows: Map<number, Record<string, unknown>[]>;
let schema: Database.Database;

const folder = mkdtempSync(join(tmpdir(), "mdinference-feedback-"));
const path = join(folder, "known.sqlite");

beforeAll(() => {
	makeKnownLog(path);
	rows = new Map(
		questions.map(({ number, sql }) => [
			number,
			readQuery(path, sql, ({ columns, rows }) =>
				[...rows].map((row) => Object.fromEntries(columns.map((name, index) => [name, row[index]]))),
			),
		]),
	);
	schema = new Database(path, { readonly: true });
});

afterAll(() => {
	schema.close();
	rmSync(folder, { recursive: true });
});

describe("the ten questions of docs/outcome_log.md, asked of a log of which everything is known", () => {
	test("are ten, numbered, each with its SQL", () => {
		expect(questions.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
		expect(questions.filter(({ sql }) => sql === "")).toEqual([]);
	});

	test("1: all users had an answer at their deadline, for the device has one when the cloud is late", () => {
		expect(rows.get(1)).toEqual([
			{ day: "2023-11-13", reported: 100, percent_on_time: 100 },
			{ day: "2023-11-14", reported: 100, percent_on_time: 100 },
		]);
	});

	test("2: mdinference chose all 50 of the first half and 25 of the second, value the other 25", () => {
		// Wrong: 57 to 59 on the first day, 30 to 59 on the second; of these value chose 57, 59, and 51, 53, ..., 59.
		expect(rows.get(2)).toEqual(
			[
				{ policy: "mdinference", judged: 150, percent_right_and_on_time: (100 * (150 - 26)) / 150 },
				{ policy: "value", judged: 50, percent_right_and_on_time: (100 * (50 - 7)) / 50 },
			].map((row) => ({
				...row,
				percent_right_and_on_time: Number(row.percent_right_and_on_time.toFixed(2)),
			})),
		);
	});

	test("3: model-8 got 60 %, model-7 39 % and three explorations a day, model-9 one request", () => {
		expect(rows.get(3)).toEqual([
			{ model: "model-8", requests: 120, percent: 60, explored: 0 },
			{ model: "model-7", requests: 78, percent: 39, explored: 6 },
			{ model: "model-9", requests: 2, percent: 1, explored: 0 },
		]);
	});

	test("4: model-8 went from 10 to 20 ms, and model-7 is not named", () => {
		expect(rows.get(4)).toEqual([{ day: "2023-11-14", model: "model-8", p95_ms: 20, before_ms: 10 }]);
	});

	test("5: model-8 went from 57 to 30 right answers of 60, and no other model is named", () => {
		expect(rows.get(5)).toEqual([
			{ day: "2023-11-14", model: "model-8", place: "cloud", accuracy: 0.5, before: 0.95, labelled: 60 },
		]);
	});

	test("6: the alarm on model-8 doubled what was known of its service time, that on its copies changed nothing in the cloud", () => {
		const alarm = { at: "2023-11-14T11:59:59.000Z", model: "model-8", detector: "cusum", direction: "up" };
		expect(rows.get(6)).toEqual([
			{
				...alarm,
				place: "cloud",
				mean_ms_before: 10,
				mean_ms_after: 20,
				chosen_before: 60,
				chosen_after: 60,
			},
			{
				...alarm,
				place: "device",
				mean_ms_before: null,
				mean_ms_after: null,
				chosen_before: 0,
				chosen_after: 0,
			},
		]);
	});

	test("7: the newest request chose model-7 among two, of which the versions up to the second were known", () => {
		expect(rows.get(7)).toMatchObject([
			{ candidate: "model-8", probability: 0.625, budget_ms: 166, mean_ms: 20, chosen: 0 },
			{ candidate: "model-7", probability: 0.375, budget_ms: 166, mean_ms: 5, chosen: 1 },
		]);
	});

	test("8: the network made six answers late, also that of a slow model that was punctual, the queue three, a model one", () => {
		expect(rows.get(8)).toMatchObject([
			{ cause: "network", late: 6 },
			{ cause: "queue", late: 3 },
			{ cause: "model", late: 1 },
		]);
		// 300 + 2.5 + 1.5 + 5 - 250, and of model-9 130 + 2.5 + 1.5 + 140 - 250
		expect(rows.get(8)?.[0]).toMatchObject({ mean_excess_ms: Number(((5 * 59 + 24) / 6).toFixed(1)) });
	});

	test("9: of the second day's experiment, both arms had half, and got the same number wrong", () => {
		expect(rows.get(9)).toEqual([
			{
				experiment: "november",
				arm: "a",
				policy: "mdinference",
				requests: 25,
				attainment: 1,
				effective_accuracy: 0.8,
			},
			{
				experiment: "november",
				arm: "b",
				policy: "value",
				requests: 25,
				attainment: 1,
				effective_accuracy: 0.8,
			},
		]);
	});

	test("10: estimates from uploads are 10 ms too low, those of clients 2 ms too high but for six late ones", () => {
		const late = { client: 4, upload: 1 };
		expect(rows.get(10)).toEqual([
			{
				network_source: "client",
				requests: 75,
				// The sixth is 50 ms too low.
				mean_error_ms: Number(((2 * (74 - late.client) - 220 * late.client - 50) / 75).toFixed(2)),
				percent_not_too_low: Number(((100 * (74 - late.client)) / 75).toFixed(1)),
			},
			{
				network_source: "upload",
				requests: 25,
				mean_error_ms: Number(((-10 * (25 - late.upload) - 220 * late.upload) / 25).toFixed(2)),
				percent_not_too_low: 0,
			},
		]);
	});
});

describe("the page", () => {
	test("names every table and view", () => {
		const names = schema
			.prepare("SELECT name FROM sqlite_schema WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite_%'")
			.pluck()
			.all();
		expect(names.filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
	});

	test("explains every column of the wide view", () => {
		const columns = schema.prepare("SELECT name FROM pragma_table_info('requests')").pluck().all();
		expect(columns.filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
	});
});
