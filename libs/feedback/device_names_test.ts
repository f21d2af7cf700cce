import { describe, expect, test } from "vitest";
import { otherNames } from "./bounded_names.ts";
import { mostDeviceNames } from "./device_names.ts";
import { mostSourceNames, sourceNames } from "./source_names.ts";
import { exampleRecord } from "./testdata/example_records.ts";
import { exampleDeviceOutcome, exampleLabel, exampleReport } from "./testdata/example_reports.ts";
import { memoryLog } from "./testdata/memory_log.ts";

/** A request with a copy on the device, of the given model, answered there and labelled. */
function answer(log: ReturnType<typeof memoryLog>, requestId: string, deviceModel: string): void {
	const record = exampleRecord(requestId);
	log.insert([{ ...record, decision: { ...record.decision!, deviceModel } }]);
	log.report(exampleReport(requestId, { device: exampleDeviceOutcome({ model: deviceModel }) }));
	log.label(exampleLabel(requestId));
}

describe("the daily sums", () => {
	const tables = ["latency_days", "verdict_days"];
	const models = ({ all }: ReturnType<typeof memoryLog>, table: string) =>
		all(`SELECT DISTINCT model FROM ${table} WHERE place = 'device'`).map(
			(row) => (row as { model: string }).model,
		);

	test("tell two hundred models of devices apart, and sum up all that are claimed beyond", () => {
		const log = memoryLog();
		for (let phone = 0; phone < mostDeviceNames + 30; phone++) answer(log, `r${phone}`, `claimed-${phone}`);
		answer(log, "again", "claimed-7");
		for (const table of tables) {
			expect(models(log, table)).toHaveLength(mostDeviceNames + 1);
			expect(models(log, table)).toContain(otherNames);
		}
		expect(
			log.all(
				"SELECT model, labelled FROM verdict_days WHERE model IN ('(other)', 'claimed-7') ORDER BY model",
			),
		).toEqual([
			{ model: otherNames, labelled: 30 },
			{ model: "claimed-7", labelled: 2 },
		]);
	});

	test("tell fifty sources of labels apart, and sum up all that are named beyond", () => {
		const log = memoryLog();
		for (let crowd = 0; crowd < mostSourceNames + 5; crowd++) {
			log.insert([exampleRecord(`r${crowd}`)]);
			log.label(exampleLabel(`r${crowd}`, { source: `crowd-${crowd}` }));
		}
		expect(log.all("SELECT count(DISTINCT source) AS names FROM verdict_days")).toEqual([
			{ names: mostSourceNames + 1 },
		]);
		expect(log.all("SELECT sum(labelled) AS labelled FROM verdict_days WHERE source = '(other)'")).toEqual([
			{ labelled: 5 },
		]);
	});

	test("tell a trusted source apart, however many others were named before it", () => {
		const log = memoryLog();
		for (const source of [
			...Array.from({ length: mostSourceNames }, (_, crowd) => `crowd-${crowd}`),
			"review",
		]) {
			log.insert([exampleRecord(source)]);
			log.label(exampleLabel(source, { source }));
		}
		expect(log.all("SELECT labelled FROM verdict_days WHERE source = 'review'")).toEqual([{ labelled: 1 }]);
	});

	test("tell as many others apart after a restart, whatever trusted sources there were before it", () => {
		const { database, insert, label } = memoryLog();
		const trusted = new Set(["review"]);
		insert([exampleRecord("r")]);
		label(exampleLabel("r", { source: "review" }));
		const names = sourceNames(database, trusted);
		const { task } = exampleRecord("r").decision!;
		const crowd = Array.from({ length: mostSourceNames }, (_, index) => `crowd-${index}`);
		expect(crowd.map((name) => names(task, name))).toEqual(crowd);
		expect([names(task, "one more"), names(task, "review")]).toEqual([otherNames, "review"]);
	});

	test("the rows keep what was claimed", () => {
		const log = memoryLog();
		for (let phone = 0; phone <= mostDeviceNames; phone++) answer(log, `r${phone}`, `claimed-${phone}`);
		expect(log.all("SELECT count(DISTINCT model) AS models FROM executions WHERE place = 'device'")).toEqual([
			{ models: mostDeviceNames + 1 },
		]);
	});
});
