import { parentPort, workerData } from "node:worker_threads";
import { claimLog } from "./claim_log.ts";
import { durably } from "./durable_batch.ts";
import { housekeeper, type RetentionOptions } from "./housekeeping.ts";
import { lastSeq } from "./last_seq.ts";
import { openDatabase } from "./open_database.ts";
import { type OutcomeLogReason, outcomeLogError } from "./outcome_log_error.ts";
import type { BatchOutcome } from "./records.ts";
import { type BatchOptions, batchWriter, type LogEntry } from "./write_batch.ts";

/** What the writer thread is started with. */
export interface LogWriterData extends BatchOptions, RetentionOptions {
	/** The database file. */
	path: string;
	/** For tests of a full disk: the database may not grow beyond this many pages. */
	maxPageCount?: number | undefined;
}

/** What the writer thread is asked: to write a batch, or (null) to close the database and end. */
export type LogWriterRequest = readonly LogEntry[] | null;

/** What the writer thread answers: first whether it could open the database, then once per request. */
export type LogWriterReply =
	| { kind: "opened"; lastSeq: number }
	| { kind: "written"; outcome: BatchOutcome }
	| { kind: "failed"; reason: OutcomeLogReason; detail: string | undefined }
	| { kind: "closed" };

function serve({ path, maxPageCount, ...options }: LogWriterData): void {
	const port = parentPort;
	if (!port) throw new Error("log_writer runs in a worker thread");
	const reply = (message: LogWriterReply): void => port.postMessage(message);
	const fail = (thrown: unknown): void => {
		const { reason, detail } = outcomeLogError(path, thrown);
		reply({ kind: "failed", reason, detail });
	};
	try {
		const database = openDatabase(path);
		const claim = claimLog(database, options.host);
		if (maxPageCount !== undefined) database.pragma(`max_page_count = ${maxPageCount}`);
		const write = durably(database, batchWriter(database, options));
		const keeper = housekeeper(database, options);
		let timer: NodeJS.Timeout | undefined;
		let wroteAt = performance.now();
		/** One small step at a time, so that a batch that comes meanwhile waits for one step at most. */
		const keepHouse = (): void => {
			timer = setTimeout(keepHouse, keeper.step(Date.now(), performance.now() - wroteAt > idleMs));
		};
		port.on("message", (entries: LogWriterRequest) => {
			try {
				if (entries) {
					wroteAt = performance.now();
					return reply({ kind: "written", outcome: write(entries) });
				}
				clearTimeout(timer);
				database.pragma("wal_checkpoint(PASSIVE)");
				database.close();
				claim?.close();
				reply({ kind: "closed" });
				port.close();
			} catch (thrown) {
				fail(thrown);
			}
		});
		reply({ kind: "opened", lastSeq: lastSeq(database, options.host) });
		timer = setTimeout(keepHouse, firstStepMs);
	} catch (thrown) {
		fail(thrown);
	}
}

/** A gateway that starts has better things to do, in milliseconds. */
const firstStepMs = 2_000;
/** Without a batch for so long, the WAL is emptied, in milliseconds. */
const idleMs = 5_000;

serve(workerData as LogWriterData);
