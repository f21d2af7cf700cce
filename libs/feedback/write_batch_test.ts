import type { OutcomeReport } from "@mdinference/contract";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { deleteOldRequests } from "./delete_requests.ts";
import type { OutcomeRecord } from "./records.ts";
import type { WeighedLabel } from "./reports.ts";
import { exampleDecision, exampleExecution } from "./testdata/example_records.ts";
import { exampleDeviceOutcome } from "./testdata/example_reports.ts";
import { type MemoryLog, memoryLog, receivedAtMs } from "./testdata/memory_log.ts";
import { recomputedSums, writtenSums } from "./testdata/sums.ts";
import type { LogEntry } from "./write_batch.ts";

const hourMs = 3_600_000;
const ids = ["a", "b", "c", "d"] as const;
const id = fc.constantFrom(...ids);
const label = fc.constantFrom("R", "S", "T");

/** Two requests with a copy on the device, two without; one whose run failed; over three hours. */
function decisions(): OutcomeRecord[] {
	return ids.map((requestId, index) => ({
		decision: exampleDecision(requestId, {
			decidedAtMs: receivedAtMs - index * hourMs,
			deviceModel: index % 2 === 0 ? "model-0" : null,
			model: `model-${index % 2}`,
			policy: index === 3 ? "value" : "mdinference",
		}),
		execution: exampleExecution(requestId, {
			model: `model-${index % 2}`,
			...(index === 3 ? { status: "failed", serviceMs: null, topLabel: null } : {}),
		}),
	}));
}

const hasCopy = (requestId: string) => requestId === "a" || requestId === "c";

/** What one client says of one request: the same answer each time, with or without the cloud's late one. */
const report: fc.Arbitrary<OutcomeReport> = fc
	.record({ requestId: id, knowsCloud: fc.boolean() })
	.map(({ requestId, knowsCloud }) => ({
		requestId,
		task: "characters",
		startedAtMs: receivedAtMs - 1000,
		slaMs: 250,
		...(hasCopy(requestId)
			? {
					answeredBy: "device" as const,
					reason: "deadline" as const,
					elapsedMs: 251,
					device: exampleDeviceOutcome(),
				}
			: { answeredBy: "cloud" as const, reason: "only-cloud" as const, elapsedMs: 300.5 }),
		...(knowsCloud ? { cloud: { status: "late" as const, elapsedMs: 400, networkMs: 380 } } : {}),
	}));

/** What one source says of one request: the same each time. */
const said: fc.Arbitrary<WeighedLabel> = fc
	.record({ requestId: id, source: fc.constantFrom("user", "review") })
	.map(({ requestId, source }) => ({
		requestId,
		source,
		weight: source === "user" ? 0.5 : 1,
		...(source === "user" ? { correct: requestId < "c" } : { label: requestId === "a" ? "R" : "S" }),
	}));

const entry: fc.Arbitrary<LogEntry> = fc.oneof(
	report.map((report) => ({ report, receivedAtMs })),
	said.map((label) => ({ label, receivedAtMs })),
);

/** All that a log holds, without what depends on the order of writing alone. */
function contents({ all }: MemoryLog): unknown {
	return {
		requests: all("SELECT * FROM requests ORDER BY request_id"),
		answers: all("SELECT * FROM answers ORDER BY id"),
		labels: all("SELECT * FROM labels ORDER BY decision_id, source"),
		verdicts: all("SELECT * FROM verdicts ORDER BY decision_id, source, place"),
		sums: writtenSums(all),
	};
}

describe("reports and labels", { timeout: 60_000 }, () => {
	test("in any order, in any batches, any number of times leave the same tables and sums", () => {
		const set = fc.array(entry, { minLength: 1, maxLength: 10 });
		const orders = set.chain((set) =>
			fc.record({
				set: fc.constant(set),
				// Every entry at least once, then some again, shuffled together.
				order: fc
					.array(fc.nat(set.length - 1), { maxLength: 10 })
					.chain((again) =>
						fc.shuffledSubarray([...set.keys(), ...again], { minLength: set.length + again.length }),
					),
				batchSize: fc.integer({ min: 1, max: 7 }),
			}),
		);
		fc.assert(
			fc.property(orders, ({ set, order, batchSize }) => {
				const once = memoryLog();
				once.insert(decisions());
				once.insert(set);
				const shuffled = memoryLog();
				shuffled.insert(decisions());
				for (let first = 0; first < order.length; first += batchSize) {
					shuffled.insert(order.slice(first, first + batchSize).map((index) => set[index]!));
				}
				expect(contents(shuffled)).toEqual(contents(once));
				once.database.close();
				shuffled.database.close();
			}),
			{ seed: 5, numRuns: 100 },
		);
	});

	test("of sources that anybody can name leave the same tables in any batches, and at most one verdict an answer", () => {
		const strangers = fc
			.record({ requestId: id, label, source: fc.constantFrom("s1", "s2", "s3", "review") })
			.map((said): LogEntry => ({ label: { ...said, weight: 1 }, receivedAtMs }));
		const run = fc.constantFrom(...decisions().map(({ execution }) => ({ execution: execution! })));
		const steps = fc.array(fc.oneof(strangers, strangers, entry, run), { maxLength: 30 });
		fc.assert(
			fc.property(steps, fc.integer({ min: 1, max: 7 }), (steps, batchSize) => {
				const once = memoryLog();
				const split = memoryLog();
				for (const { insert } of [once, split]) {
					insert(decisions().map(({ decision }) => ({ decision: decision! })));
				}
				once.insert(steps);
				for (let first = 0; first < steps.length; first += batchSize) {
					split.insert(steps.slice(first, first + batchSize));
				}
				expect(contents(split)).toEqual(contents(once));
				expect(
					once.all(`SELECT decision_id FROM verdicts WHERE source <> 'review'
						GROUP BY decision_id, place HAVING count(*) > 1
						UNION ALL SELECT decision_id FROM verdicts WHERE source <> 'review'
						GROUP BY decision_id HAVING count(DISTINCT source) > 1`),
				).toEqual([]);
				expect(writtenSums(once.all)).toEqual(recomputedSums(once.database));
				once.database.close();
				split.database.close();
			}),
			{ seed: 9, numRuns: 100 },
		);
	});

	test("teach each verdict and each run once, whatever is repeated", () => {
		fc.assert(
			fc.property(fc.array(entry, { maxLength: 20 }), (entries) => {
				const { database, insert, all } = memoryLog();
				insert(decisions());
				const lessons = entries.flatMap((entry) => insert([entry]).results).flatMap((item) => item.lessons);
				const names = lessons.map(
					(lesson) =>
						`${lesson.requestId} ${lesson.place} ${lesson.kind} ${lesson.kind === "verdict" ? lesson.source : ""}`,
				);
				expect(new Set(names).size).toBe(names.length);
				const rows = all(`SELECT (SELECT count(*) FROM verdicts) AS verdicts,
					(SELECT count(*) FROM executions WHERE place = 'device') AS runs`);
				expect(rows).toEqual([
					{
						verdicts: lessons.filter(({ kind }) => kind === "verdict").length,
						runs: lessons.filter(({ kind }) => kind === "run").length,
					},
				]);
				database.close();
			}),
			{ seed: 6, numRuns: 100 },
		);
	});
});

describe("sums", { timeout: 60_000 }, () => {
	/** What others say later, and otherwise. */
	const late: fc.Arbitrary<LogEntry> = fc.oneof(
		entry,
		fc.record({ requestId: id, label, source: fc.constantFrom("user", "review", "late") }).map((said) => ({
			label: { ...said, weight: said.source === "late" ? 0.1 : 0.75 },
			receivedAtMs: receivedAtMs + 30 * 86_400_000,
		})),
		fc
			.record({ requestId: id, elapsedMs: fc.integer({ min: -1, max: 500 }) })
			.map(({ requestId, elapsedMs }) => ({
				report: {
					requestId,
					task: "characters",
					startedAtMs: receivedAtMs,
					slaMs: 250,
					answeredBy: elapsedMs > 400 ? ("none" as const) : ("cloud" as const),
					reason: "cloud-in-time" as const,
					elapsedMs,
				},
				receivedAtMs,
			})),
	);
	const anything: fc.Arbitrary<LogEntry> = fc.oneof(
		late,
		id.map((requestId) => ({ execution: exampleExecution(requestId, { serviceMs: Number.NaN }) })),
		id.map((requestId) => ({
			execution: exampleExecution(`${requestId}-profiling`, { cause: "profiling", cold: true }),
		})),
		fc.constantFrom(...decisions()),
	);

	test("equal those of the rows after any sequence of decisions, late labels, late answers, repetitions and refusals", () => {
		fc.assert(
			fc.property(fc.array(fc.array(anything, { maxLength: 6 }), { maxLength: 6 }), (batches) => {
				const { database, insert, all } = memoryLog();
				for (const batch of batches) insert(batch);
				expect(writtenSums(all)).toEqual(recomputedSums(database));
				database.close();
			}),
			{ seed: 7, numRuns: 200 },
		);
	});

	test("outlive the rows: they equal those of a log that took the same and deleted nothing", () => {
		const step = fc.oneof({ weight: 4, arbitrary: late }, { weight: 1, arbitrary: fc.constant("delete") });
		fc.assert(
			fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
				const log = memoryLog();
				const twin = memoryLog();
				const deleteOld = deleteOldRequests(log.database);
				for (const step of [...decisions(), ...steps]) {
					if (step === "delete") {
						// Two of the four requests are older.
						while (deleteOld(receivedAtMs - 1.5 * hourMs));
					} else if (isNew(log, step)) {
						twin.insert([step]);
					}
				}
				const taken = writtenSums(log.all);
				const kept = writtenSums(twin.all);
				expect(taken).toEqual(kept);
				log.database.close();
				twin.database.close();
			}),
			{ seed: 8, numRuns: 100 },
		);
	});

	test("a batch that fails leaves no trace in the next one's sums", () => {
		const { database, insert, all } = memoryLog();
		database.pragma("max_page_count = 34");
		const many = Array.from({ length: 500 }, (_, index) => ({
			decision: exampleDecision(`many-${index}`),
			execution: exampleExecution(`many-${index}`),
		}));
		expect(() => insert(many)).toThrow("full");
		insert(decisions());
		expect(writtenSums(all)).toEqual(recomputedSums(database));
		expect(all("SELECT sum(requests) AS requests FROM request_hours")).toEqual([{ requests: 4 }]);
	});
});

/** Writes an entry, and says whether that changed anything. */
function isNew({ insert }: MemoryLog, entry: LogEntry): boolean {
	const { written, results } = insert([entry]);
	return written > 0 || results.some(({ status }) => status === "recorded");
}
