import type { Database } from "better-sqlite3";
import { latencyCounter } from "./count_latency.ts";
import { requestCounter } from "./count_requests.ts";
import { deviceNames } from "./device_names.ts";
import { refused, requestFinder } from "./find_request.ts";
import { isRefusal, recordInserter } from "./insert_records.ts";
import { unseenInserter } from "./insert_unseen.ts";
import type { Lesson } from "./lesson.ts";
import type { BatchOutcome, ExecutionRecord, OutcomeRecord } from "./records.ts";
import type { ItemOutcome, ReceivedLabel, ReceivedReport } from "./reports.ts";
import { sourceNames } from "./source_names.ts";
import { tally } from "./tally.ts";
import { labelWriter } from "./write_labels.ts";
import { reportWriter } from "./write_reports.ts";
import { verdictWriter } from "./write_verdicts.ts";

/** What waits to be written. */
export type LogEntry = OutcomeRecord | ReceivedReport | ReceivedLabel;

/** What entries are judged by. */
export interface BatchOptions {
	/** Name of this machine. */
	host: string;
	/** How long requests are kept, in milliseconds. */
	horizonMs: number;
	/** The labels of each task; a task that is not there takes any. */
	labelsOfTask: ReadonlyMap<string, ReadonlySet<string>>;
	/** Sources of labels that each count for themselves; all others count together as one. */
	trustedSources: ReadonlySet<string>;
}

/**
 * Prepares the statements that write a batch, and returns the function that writes one in one transaction, sums included.
 *
 * An entry that the database can never take is counted and passed over; whatever else goes wrong (locked, full disk)
 * undoes the whole batch and is thrown, so that the batch can be tried again as it is.
 *
 * @param database an open outcome log of the newest version
 * @returns a function that writes a batch and says what became of it
 */
export function batchWriter(
	database: Database,
	{ host, horizonMs, labelsOfTask, trustedSources }: BatchOptions,
): (entries: readonly LogEntry[]) => BatchOutcome {
	const requests = requestCounter(database);
	const deviceName = deviceNames(database);
	const latency = latencyCounter(database, deviceName);
	const days = tally(
		database,
		"verdict_days",
		["task", "day_ms", "model", "place", "source"],
		["labelled", "correct"],
	);
	const find = requestFinder(database, horizonMs);
	const { write, insertExecution } = recordInserter(database, { requests, latency });
	const sourceName = sourceNames(database, trustedSources);
	const verdicts = verdictWriter(database, { host, days, deviceName, sourceName, trustedSources });
	const insertUnseen = unseenInserter(database, { requests, tasks: labelsOfTask });
	const report = reportWriter(database, {
		find,
		insertUnseen,
		requests,
		latency,
		verdicts,
		insertExecution,
		host,
	});
	const label = labelWriter(database, { find, requests, verdicts, labelsOfTask, trustedSources });
	const item = database.transaction((entry: ReceivedReport | ReceivedLabel) =>
		"report" in entry ? report(entry) : label(entry),
	);

	const batch = database.transaction((entries: readonly LogEntry[]) => {
		const outcome: BatchOutcome = { written: 0, duplicates: 0, refusals: [], results: [], lateLessons: [] };
		for (const entry of entries) {
			if ("report" in entry || "label" in entry) outcome.results.push(writeItem(entry));
			else writeRecord(entry, outcome);
		}
		requests.write();
		latency.write();
		days.write();
		return outcome;
	});

	return (entries) => {
		try {
			return batch.immediate(entries);
		} catch (thrown) {
			requests.forget();
			latency.undo(0);
			days.undo(0);
			throw thrown;
		}
	};

	function writeRecord(record: OutcomeRecord, outcome: BatchOutcome): void {
		try {
			if (write(record)) outcome.written++;
			else outcome.duplicates++;
			if (record.execution && !record.decision) outcome.lateLessons.push(...judgeLateRun(record.execution));
		} catch (thrown) {
			if (!isRefusal(thrown)) throw thrown;
			outcome.refusals.push(thrown.message);
		}
	}

	/** A run may end after its answer was labelled. */
	function judgeLateRun({ requestId, cause, startedAtMs, totalMs }: ExecutionRecord): Lesson[] {
		if (cause !== "request") return [];
		const request = find(requestId, startedAtMs, startedAtMs);
		if ("status" in request) return [];
		return verdicts(requestId, request, Math.round(startedAtMs + (totalMs ?? 0)));
	}

	/** An item is written whole or not at all. */
	function writeItem(entry: ReceivedReport | ReceivedLabel): ItemOutcome {
		const marks = [latency.mark(), days.mark()] as const;
		try {
			return item(entry);
		} catch (thrown) {
			if (!isRefusal(thrown)) throw thrown;
			latency.undo(marks[0]);
			days.undo(marks[1]);
			const { requestId } = "report" in entry ? entry.report : entry.label;
			return refused(requestId, "invalid", thrown.message);
		}
	}
}
