import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { OutcomeRecord } from "./records.ts";
import { exampleDecision, exampleExecution, exampleRecord } from "./testdata/example_records.ts";
import { memoryLog } from "./testdata/memory_log.ts";

const notReported = {
	device_status: null,
	device_cold: null,
	device_service_ms: null,
	device_label: null,
	device_confidence: null,
	device_provider: null,
	answered_by: null,
	reason: null,
	elapsed_ms: null,
	on_time: null,
	cloud_status: null,
	cloud_elapsed_ms: null,
	cloud_network_ms: null,
	answered_label: null,
	label: null,
	label_source: null,
	labelled_at_ms: null,
	answered_right: null,
};

describe("what is recorded can be read again", () => {
	test("a decision and its execution stand in one wide row", () => {
		const { insert, all } = memoryLog();
		expect(insert([exampleRecord("r")])).toEqual({
			written: 1,
			duplicates: 0,
			refusals: [],
			results: [],
			lateLessons: [],
		});
		const { candidates } = exampleDecision("r");
		expect(all("SELECT * FROM requests")).toEqual([
			{
				id: 1,
				request_id: "r",
				task: "characters",
				decided_at: "2023-11-14T22:13:20.123Z",
				decided_at_ms: 1_700_000_000_123,
				policy: "mdinference",
				sla_ms: 250,
				network_ms: 81.5,
				network_source: "client",
				upload_ms: 12.25,
				wait_ms: 2.5,
				wait_std_ms: 0.75,
				overhead_ms: 1.5,
				budget_ms: 164.5,
				remaining_ms: 205.5,
				device_accuracy: 0.625,
				base_model: "model-8",
				model: "model-7",
				model_version: "1.0.0",
				probability: 0.375,
				infeasible: 0,
				budget_exhausted: 0,
				explored: 0,
				experiment: null,
				arm: null,
				arm_policies: null,
				profile_version: 12,
				device_model: "model-0",
				status: "ok",
				cold: 0,
				queue_ms: 0.5,
				decode_ms: 1.25,
				service_ms: 7.75,
				total_ms: 9.75,
				within_budget: 1,
				top_label: "R",
				confidence: 0.875,
				error: null,
				...notReported,
				host: "gateway-1",
				candidates: JSON.stringify(candidates),
				profiles: null,
			},
		]);
	});

	test("an experiment, an exploration and the arms' policies are kept", () => {
		const { insert, all } = memoryLog();
		const experiment = { name: "june", arm: "b", policies: ["mdinference", "value"] };
		insert([{ decision: exampleDecision("r", { experiment, explored: true }) }]);
		expect(all("SELECT experiment, arm, arm_policies ->> 1 AS other, explored FROM requests")).toEqual([
			{ experiment: "june", arm: "b", other: "value", explored: 1 },
		]);
	});

	test("a decision without an execution, and one whose execution failed, are requests too", () => {
		const { insert, all } = memoryLog();
		const failed = { status: "failed", serviceMs: null, totalMs: null, error: "out of memory" } as const;
		insert([
			{ decision: exampleDecision("lost") },
			{ decision: exampleDecision("failed"), execution: exampleExecution("failed", failed) },
		]);
		expect(all("SELECT request_id, status, within_budget FROM requests")).toEqual([
			{ request_id: "lost", status: null, within_budget: null },
			{ request_id: "failed", status: "failed", within_budget: 0 },
		]);
	});

	test("a profiling run is an execution but no request", () => {
		const { insert, all } = memoryLog();
		insert([{ execution: exampleExecution(crypto.randomUUID(), { cause: "profiling", totalMs: null }) }]);
		expect(all("SELECT cause FROM executions")).toEqual([{ cause: "profiling" }]);
		expect(all("SELECT * FROM requests")).toEqual([]);
	});

	test("SQL in names, labels and errors stays data", () => {
		const { insert, all } = memoryLog();
		const evil = `'"); DROP TABLE decisions; --\u0000@task ?1 $x :y`;
		insert([
			{
				decision: exampleDecision(evil, {
					task: evil,
					model: evil,
					policy: evil,
					deviceModel: evil,
					host: evil,
				}),
				execution: exampleExecution(evil, { topLabel: evil, error: evil, host: evil }),
			},
		]);
		expect(
			all("SELECT request_id, task, model, policy, device_model, top_label, error, host FROM requests"),
		).toEqual([
			{
				request_id: evil,
				task: evil,
				model: evil,
				policy: evil,
				device_model: evil,
				top_label: evil,
				error: evil,
				host: evil,
			},
		]);
	});
});

describe("the same id twice", () => {
	test("changes nothing, and is counted", () => {
		const { insert, all } = memoryLog();
		insert([exampleRecord("r")]);
		const before = all("SELECT * FROM requests");
		const again = {
			decision: exampleDecision("r", { model: "other" }),
			execution: exampleExecution("r", { serviceMs: 1 }),
		};
		expect(insert([again, again])).toEqual({
			written: 0,
			duplicates: 2,
			refusals: [],
			results: [],
			lateLessons: [],
		});
		expect(all("SELECT * FROM requests")).toEqual(before);
	});

	test("is two executions when one ran in the cloud and one on the device", () => {
		const { insert, all } = memoryLog();
		insert([exampleRecord("r"), { execution: exampleExecution("r", { place: "device", host: null }) }]);
		expect(all("SELECT place FROM executions ORDER BY place")).toEqual([
			{ place: "cloud" },
			{ place: "device" },
		]);
		expect(all("SELECT * FROM requests")).toHaveLength(1);
	});

	test("any sequence, in any batches, leaves one row an id with the content that came first", {
		timeout: 30_000,
	}, () => {
		const record = fc.record({ id: fc.nat(9), model: fc.string(), decided: fc.boolean() });
		fc.assert(
			fc.property(fc.array(fc.array(record, { maxLength: 8 }), { maxLength: 8 }), (batches) => {
				const { database, insert, all } = memoryLog();
				const first = { decisions: new Map<string, string>(), executions: new Map<string, string>() };
				let counted = 0;
				for (const batch of batches) {
					const records = batch.map(({ id, model, decided }): OutcomeRecord => {
						const requestId = String(id);
						const table = decided ? first.decisions : first.executions;
						if (!table.has(requestId)) table.set(requestId, model);
						return decided
							? { decision: exampleDecision(requestId, { model }) }
							: { execution: exampleExecution(requestId, { model }) };
					});
					const { written, duplicates, refusals } = insert(records);
					expect(refusals).toEqual([]);
					expect(written + duplicates).toBe(batch.length);
					counted += written;
				}
				expect(counted).toBe(first.decisions.size + first.executions.size);
				for (const table of ["decisions", "executions"] as const) {
					const expected = [...first[table]].map(([request_id, model]) => ({ request_id, model }));
					expect(all(`SELECT request_id, model FROM ${table} ORDER BY id`)).toEqual(expected);
				}
				database.close();
			}),
			{ seed: 2020, numRuns: 100 },
		);
	});
});

test("a record that can never be written is refused alone, and the rest of its batch is written", () => {
	const { insert, all } = memoryLog();
	const notANumber = { decision: exampleDecision("nan", { networkMs: Number.NaN }) };
	const { written, refusals } = insert([exampleRecord("before"), notANumber, exampleRecord("after")]);
	expect({ written, refusals }).toEqual({
		written: 2,
		refusals: ["network_ms is NaN"],
	});
	expect(all("SELECT request_id FROM decisions ORDER BY id")).toEqual([
		{ request_id: "before" },
		{ request_id: "after" },
	]);
});

test("no time that is none is stored, neither as NULL nor in the sums", () => {
	const { insert, all } = memoryLog();
	const times = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e12];
	const records = times.map((serviceMs, index) => ({
		execution: exampleExecution(String(index), { serviceMs }),
	}));
	expect(insert([...records, exampleRecord("sound")])).toMatchObject({
		written: 1,
		refusals: [
			"service_ms is NaN",
			"service_ms is Infinity",
			"service_ms is -Infinity",
			"service_ms is 1000000000000",
		],
	});
	expect(all("SELECT sum(runs) AS runs FROM latency_days WHERE measure = 'service'")).toEqual([{ runs: 1 }]);
});

test("a checkpoint that is taken again, as nothing new was learned, says once an hour that its gateway is still about", () => {
	const { insert, all } = memoryLog();
	const hourMs = 3_600_000;
	const times = [0, hourMs / 2, 2 * hourMs, 2.5 * hourMs].map((atMs) => {
		insert([{ checkpoint: { host: "idle", seq: 7, atMs, state: {} } }]);
		return all("SELECT at_ms AS atMs FROM checkpoints");
	});
	expect(times).toEqual([[{ atMs: 0 }], [{ atMs: 0 }], [{ atMs: 2 * hourMs }], [{ atMs: 2 * hourMs }]]);
});
