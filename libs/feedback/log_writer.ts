import { parentPort, workerData } from "node:worker_threads";
import { recordInserter } from "./insert_records.ts";
import { openDatabase } from "./open_database.ts";
import { type OutcomeLogReason, outcomeLogError } from "./outcome_log_error.ts";
import type { BatchOutcome, OutcomeRecord } from "./records.ts";

/** What the writer thread is started with. */
export interface LogWriterData {
	/** The database file. */
	path: string;
	/** For tests of a full disk: the database may not grow beyond this many pages. */
	maxPageCount?: number | undefined;
}

/** What the writer thread is asked: to write a batch, or (null) to close the database and end. */
export type LogWriterRequest = readonly OutcomeRecord[] | null;

/** What the writer thread answers: first whether it could open the database, then once per request. */
export type LogWriterReply =
	| { kind: "opened" }
	| { kind: "written"; outcome: BatchOutcome }
	| { kind: "failed"; reason: OutcomeLogReason; detail: string | undefined }
	| { kind: "closed" };

function serve({ path, maxPageCount }: LogWriterData): void {
	const port = parentPort;
	if (!port) throw new Error("log_writer runs in a worker thread");
	const reply = (message: LogWriterReply): void => port.postMessage(message);
	const fail = (thrown: unknown): void => {
		const { reason, detail } = outcomeLogError(path, thrown);
		reply({ kind: "failed", reason, detail });
	};
	try {
		const database = openDatabase(path);
		if (maxPageCount !== undefined) database.pragma(`max_page_count = ${maxPageCount}`);
		const insert = recordInserter(database);
		port.on("message", (records: LogWriterRequest) => {
			try {
				if (records) return reply({ kind: "written", outcome: insert(records) });
				database.pragma("wal_checkpoint(PASSIVE)");
				database.close();
				reply({ kind: "closed" });
				port.close();
			} catch (thrown) {
				fail(thrown);
			}
		});
		reply({ kind: "opened" });
	} catch (thrown) {
		fail(thrown);
	}
}

serve(workerData as LogWriterData);
