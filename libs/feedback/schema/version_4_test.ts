import { describe, expect, test } from "vitest";
import { migrate, migrations } from "../migrations.ts";
import { exampleDecision, exampleExecution } from "../testdata/example_records.ts";
import { exampleLabel, exampleReport } from "../testdata/example_reports.ts";
import { type MemoryLog, memoryLog, receivedAtMs } from "../testdata/memory_log.ts";
import { olderLog } from "../testdata/older_log.ts";
import { recomputedSums, writtenSums } from "../testdata/sums.ts";

/** Requests that nobody answered, labelled; one that the cloud answered, and one of which nobody reported. */
function fill(insert: MemoryLog["insert"]) {
	const requests = {
		alone: null,
		copy: "model-0",
		said: "model-0",
		unlabelled: null,
		cloud: null,
		silent: null,
	};
	insert(
		Object.entries(requests).map(([id, deviceModel]) => ({
			decision: exampleDecision(id, { deviceModel }),
			execution: exampleExecution(id),
		})),
	);
	const nobody = { answeredBy: "none", reason: "nobody", device: undefined } as const;
	const reports = [
		...["alone", "copy", "said", "unlabelled"].map((id) => exampleReport(id, nobody)),
		exampleReport("cloud", { answeredBy: "cloud", reason: "only-cloud", elapsedMs: 90, device: undefined }),
	];
	const labels = [
		...["alone", "copy", "cloud", "silent"].map((id) => exampleLabel(id)),
		exampleLabel("said", { correct: true }),
	];
	insert([
		...reports.map((report) => ({ report, receivedAtMs })),
		...labels.map((label) => ({ label, receivedAtMs })),
	]);
}

const sums = `SELECT sum(labelled) AS labelled, sum(answered_right) AS right, sum(labelled_reported) AS judged,
	sum(right_on_time) AS rightOnTime FROM request_hours`;

describe("an answer that nobody got", () => {
	test("is neither right nor wrong, and was not had on time", () => {
		const { insert, all, database } = memoryLog();
		fill(insert);
		expect(all("SELECT request_id AS id, answered_label, answered_right FROM requests ORDER BY id")).toEqual([
			{ id: "alone", answered_label: null, answered_right: null },
			{ id: "cloud", answered_label: "R", answered_right: 1 },
			{ id: "copy", answered_label: null, answered_right: null },
			{ id: "said", answered_label: null, answered_right: null },
			{ id: "silent", answered_label: "R", answered_right: 1 },
			{ id: "unlabelled", answered_label: null, answered_right: null },
		]);
		expect(all(sums)).toEqual([{ labelled: 2, right: 2, judged: 4, rightOnTime: 1 }]);
		expect(writtenSums(all)).toEqual(recomputedSums(database));
		expect(
			all(`SELECT request_id AS id, correct FROM verdicts JOIN decisions ON id = decision_id ORDER BY id`),
		).toEqual(["alone", "cloud", "copy", "silent"].map((id) => ({ id, correct: 1 })));
	});

	test("leaves the sums of a file of version 3 when it is opened", () => {
		const database = olderLog(3, fill);
		const all = (sql: string) => database.prepare(sql).all();
		expect(all(sums)).toEqual([{ labelled: 4, right: 4, judged: 3, rightOnTime: 1 }]);
		migrate(database, migrations.slice(0, 4));
		expect(all(sums)).toEqual([{ labelled: 2, right: 2, judged: 4, rightOnTime: 1 }]);
		expect(writtenSums(all)).toEqual(recomputedSums(database));
	});
});
