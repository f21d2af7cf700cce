import Database from "better-sqlite3";
import { describe, expect, onTestFinished, test } from "vitest";
import { logWriterData, openOutcomeLog } from "./open_outcome_log.ts";
import { OutcomeLog } from "./outcome_log.ts";
import { OutcomeLogError } from "./outcome_log_error.ts";
import type { OutcomeLogOptions } from "./outcome_log_options.ts";
import { readReplay } from "./replay.ts";
import { exampleExecution, exampleRecord } from "./testdata/example_records.ts";
import { exampleLabel, exampleReport } from "./testdata/example_reports.ts";
import { temporaryFile } from "./testdata/temporary_folder.ts";
import { type BatchWriter, startWriterThread } from "./writer_thread.ts";

const host = "gateway-1";
/** The example records are some years old. */
const keepDays = 36_500;

async function openLog(
	path: string,
	open: () => Promise<BatchWriter> = () => startWriterThread(logWriterData({ path, host, keepDays })),
	options: Partial<OutcomeLogOptions> = {},
): Promise<{ log: OutcomeLog; errors: string[] }> {
	const errors: string[] = [];
	const log = new OutcomeLog(await open(), open, {
		path,
		host,
		onError: ({ reason }) => errors.push(reason),
		...options,
	});
	onTestFinished(() => log.close({ timeoutMs: 1000 }));
	return { log, errors };
}

function onDisk(path: string, sql: string): unknown[] {
	const database = new Database(path, { readonly: true });
	try {
		return database.prepare(sql).all();
	} finally {
		database.close();
	}
}

const reason = (promise: Promise<unknown>): Promise<string> =>
	promise.then(
		() => "acknowledged",
		(error: { reason: string }) => error.reason,
	);

describe("report() and label()", { timeout: 60_000 }, () => {
	test("resolve with a result an item when they are on disk, also right after what was recorded", async () => {
		const path = temporaryFile();
		const log = await openOutcomeLog({ path, host, keepDays, flushEveryMs: 60_000, onError: console.error });
		log.record(exampleRecord("a"));
		log.record(exampleRecord("b"));
		const reports = await log.report([exampleReport("a"), exampleReport("c"), exampleReport("b")]);
		expect(reports.map(({ requestId, status }) => [requestId, status])).toEqual([
			["a", "recorded"],
			["c", "unknown-request"],
			["b", "recorded"],
		]);
		expect(onDisk(path, "SELECT count(*) AS answers FROM answers")).toEqual([{ answers: 2 }]);
		const labels = await log.label([exampleLabel("a"), exampleLabel("a")]);
		expect(labels.map(({ status }) => status)).toEqual(["recorded", "duplicate"]);
		expect(log.stats()).toMatchObject({ acknowledged: 5, unacknowledged: 0, written: 2, pending: 0 });
		expect(await log.report([])).toEqual([]);
		await log.close();
	});

	test("hundreds at once share their commits, and each gets its own results", async () => {
		const path = temporaryFile();
		let batches = 0;
		const { log } = await openLog(path, async () => {
			const writer = await startWriterThread(logWriterData({ path, host, keepDays }));
			const write: BatchWriter["write"] = (entries) => {
				batches++;
				return writer.write(entries);
			};
			return { ...writer, write };
		});
		const ids = Array.from({ length: 300 }, (_, index) => String(index));
		for (const id of ids) log.record(exampleRecord(id));
		const outcomes = await Promise.all(ids.map((id) => log.report([exampleReport(id)])));
		expect(outcomes.map(([outcome]) => outcome?.requestId)).toEqual(ids);
		expect(batches).toBeLessThan(20);
	});

	test("what was learned of them has its place in the order of learning, over restarts", async () => {
		const path = temporaryFile();
		const first = await openLog(path);
		first.log.record(exampleRecord("r"));
		first.log.record({
			execution: exampleExecution("p", { cause: "profiling", seq: first.log.nextSeq() }),
		});
		for (const { lessons } of await first.log.report([exampleReport("r")])) {
			for (const lesson of lessons) first.log.learned(lesson);
		}
		await first.log.close();
		const second = await openLog(path);
		expect(second.log.lastSeq).toBe(2);
		for (const { lessons } of await second.log.label([exampleLabel("r")])) {
			for (const lesson of lessons.toReversed()) second.log.learned(lesson);
		}
		await second.log.close();
		const order = [...readReplay({ path, host })].map((event) => [
			event.seq,
			event.kind === "verdict" ? event.lesson.place : event.kind,
		]);
		expect(order).toEqual([
			[1, "execution"],
			[2, "execution"],
			[3, "device"],
			[4, "cloud"],
		]);
	});
});

describe("a run that ends after its answer was labelled", { timeout: 60_000 }, () => {
	test("is judged when it ends, and learned once, not again at the next start", async () => {
		const path = temporaryFile();
		const learned: string[] = [];
		const { log } = await openLog(path, undefined, {
			onLessons: (lessons) => {
				for (const lesson of lessons) {
					learned.push(`${lesson.kind} ${lesson.place}`);
					log.learned(lesson);
				}
			},
		});
		const { decision, execution } = exampleRecord("r");
		log.record({ decision: decision! });
		expect((await log.label([exampleLabel("r")])).map(({ status, lessons }) => [status, lessons])).toEqual([
			["recorded", []],
		]);
		log.record({ execution: execution! });
		await log.flush();
		expect(learned).toEqual(["verdict cloud"]);
		await log.flush();
		expect(onDisk(path, "SELECT place, seq IS NOT NULL AS learned FROM verdicts")).toEqual([
			{ place: "cloud", learned: 1 },
		]);
	});
});

describe("what is not on disk is not acknowledged", { timeout: 60_000 }, () => {
	test("while another program holds the lock; the record before it is kept, and the report can be sent again", async () => {
		const path = temporaryFile();
		const { log } = await openLog(path);
		const other = new Database(path);
		other.exec("BEGIN IMMEDIATE");
		log.record(exampleRecord("r"));
		expect(await reason(log.report([exampleReport("r")]))).toBe("locked");
		expect(log.stats()).toMatchObject({ unacknowledged: 1, acknowledged: 0, pending: 1 });
		other.exec("ROLLBACK");
		other.close();
		expect((await log.report([exampleReport("r")]))[0]?.status).toBe("recorded");
	});

	test("while the disk is full, whatever else waits", async () => {
		const path = temporaryFile();
		const { log } = await openLog(path, () =>
			startWriterThread({ ...logWriterData({ path, host, keepDays }), maxPageCount: 40 }),
		);
		log.record(exampleRecord("early"));
		expect(await reason(log.report([exampleReport("early")]))).toBe("acknowledged");
		for (let id = 0; id < 500; id++) log.record(exampleRecord(String(id)));
		const refused = await Promise.all([
			reason(log.report([exampleReport("0"), exampleReport("499")])),
			reason(log.label([exampleLabel("1")])),
		]);
		expect(refused).toEqual(["disk-full", "disk-full"]);
		expect(onDisk(path, "SELECT count(*) AS answers FROM answers")).toEqual([{ answers: 1 }]);
	});

	test("but the lessons of those before it are learned: whoever sends them again is told of duplicates, without lessons", async () => {
		const path = temporaryFile();
		const writer = await startWriterThread(logWriterData({ path, host, keepDays }));
		let batches = 0;
		const write: BatchWriter["write"] = async (entries) => {
			const isSecond = entries.some((entry) => "report" in entry) && ++batches === 2;
			if (isSecond) throw new OutcomeLogError(path, "locked");
			return writer.write(entries);
		};
		const learned: string[] = [];
		const { log } = await openLog(path, () => Promise.resolve({ ...writer, write }), {
			onLessons: (lessons) => {
				for (const lesson of lessons) {
					learned.push(lesson.requestId);
					log.learned(lesson);
				}
			},
		});
		const ids = Array.from({ length: 250 }, (_, index) => String(index));
		for (const id of ids) log.record(exampleRecord(id));
		await log.flush();
		const reports = ids.map((id) => exampleReport(id));
		expect(await reason(log.report(reports))).toBe("locked");
		expect(learned).toEqual(ids.slice(0, 100));
		const again = await log.report(reports);
		expect(again.filter(({ status }) => status === "duplicate")).toHaveLength(100);
		expect(again.flatMap(({ lessons }) => lessons).map(({ requestId }) => requestId)).toEqual(ids.slice(100));
		await log.flush();
		const sql = "SELECT count(*) AS learned FROM executions WHERE place = 'device' AND seq IS NOT NULL";
		expect(onDisk(path, sql)).toEqual([{ learned: 100 }]);
	});

	test("beyond the bound of memory, and after close()", async () => {
		const path = temporaryFile();
		const { log } = await openLog(path, undefined, { maxPending: 3 });
		const reports = ["a", "b", "c", "d"].map((id) => exampleReport(id));
		expect(await reason(log.report(reports))).toBe("overflow");
		expect(await reason(log.report(reports.slice(1)))).toBe("acknowledged");
		await log.close();
		expect(await reason(log.label([exampleLabel("a")]))).toBe("closed");
		expect(log.stats()).toMatchObject({ unacknowledged: 5, acknowledged: 3, dropped: 0, pending: 0 });
	});

	test("when close() gives up on a disk that does not answer", async () => {
		const stuck: BatchWriter = {
			lastSeq: 0,
			write: () => new Promise((_, reject) => setTimeout(reject, 200, new Error("stuck"))),
			close: () => Promise.resolve(),
			terminate: () => Promise.resolve(),
		};
		const { log } = await openLog("stuck.sqlite", () => Promise.resolve(stuck));
		log.record(exampleRecord("r"));
		const asked = reason(log.report([exampleReport("r")]));
		await log.close({ timeoutMs: 20 });
		expect(["closed", "unexpected"]).toContain(await asked);
		expect(log.stats()).toMatchObject({ unacknowledged: 1, dropped: 1, pending: 0 });
	});
});

test("nothing acknowledged is lost, and all is acknowledged, while the writer is killed again and again", {
	timeout: 60_000,
}, async () => {
	const path = temporaryFile();
	let batches = 0;
	const mortal = async (): Promise<BatchWriter> => {
		const writer = await startWriterThread(logWriterData({ path, host, keepDays }));
		return {
			...writer,
			write: async (entries) => {
				batches++;
				if (batches % 3 === 1) void writer.terminate();
				const outcome = writer.write(entries);
				if (batches % 3 !== 2) return outcome;
				await outcome;
				await writer.terminate();
				return writer.write([]);
			},
		};
	};
	const { log, errors } = await openLog(path, mortal);
	const ids = Array.from({ length: 250 }, (_, index) => String(index));
	for (const id of ids) log.record(exampleRecord(id));
	const outcomes = await log.report(ids.map((id) => exampleReport(id)));
	// Whoever was written before the writer died, and not told so, is a duplicate the second time.
	expect(outcomes.filter(({ status }) => status !== "recorded" && status !== "duplicate")).toEqual([]);
	expect(onDisk(path, "SELECT count(*) AS answers FROM answers")).toEqual([{ answers: ids.length }]);
	expect(new Set(errors)).toEqual(new Set(["writer-crashed"]));
	expect(onDisk(path, "SELECT sum(reported) AS reported FROM request_hours")).toEqual([
		{ reported: ids.length },
	]);
});
