import { Worker } from "node:worker_threads";
import type { LogWriterData, LogWriterReply, LogWriterRequest } from "./log_writer.ts";
import { OutcomeLogError } from "./outcome_log_error.ts";
import type { BatchOutcome } from "./records.ts";
import type { LogEntry } from "./write_batch.ts";

/** Writes batches, one at a time. */
export interface BatchWriter {
	/** The newest place in the order in which this host learned, when the database was opened. */
	readonly lastSeq: number;
	/**
	 * Writes a batch in one transaction. A batch that fails has written nothing; after `writer-crashed` it may have,
	 * and the writer is of no more use.
	 */
	write(entries: readonly LogEntry[]): Promise<BatchOutcome>;
	/** Closes the database and ends the thread. */
	close(): Promise<void>;
	/** Ends the thread as it is; a write under way fails with `writer-crashed`. */
	terminate(): Promise<void>;
}

/**
 * Starts the thread that owns the database connection, and waits until the database is open.
 *
 * @param data the database file, and what tests break
 * @returns the writer
 * @throws {OutcomeLogError} when the database cannot be opened
 */
export async function startWriterThread(data: LogWriterData): Promise<BatchWriter> {
	const worker = new Worker(entry, { workerData: data, name: "outcome-log" });
	const next = replies(worker, data.path);
	const ask = (request: LogWriterRequest): Promise<LogWriterReply> => {
		const reply = next();
		worker.postMessage(request);
		return reply;
	};
	try {
		const opened = await next();
		if (opened.kind !== "opened") throw new TypeError(`the log writer answered ${opened.kind} to its start`);
		return batchWriter(worker, ask, opened.lastSeq);
	} catch (error) {
		await worker.terminate();
		throw error;
	}
}

function batchWriter(
	worker: Worker,
	ask: (request: LogWriterRequest) => Promise<LogWriterReply>,
	lastSeq: number,
): BatchWriter {
	return {
		lastSeq,
		async write(entries) {
			const reply = await ask(entries);
			if (reply.kind !== "written") throw new TypeError(`the log writer answered ${reply.kind} to a batch`);
			return reply.outcome;
		},
		async close() {
			try {
				await ask(null);
			} finally {
				await worker.terminate();
			}
		},
		async terminate() {
			await worker.terminate();
		},
	};
}

const entry = new URL(
	import.meta.url.endsWith(".ts") ? "./log_writer_unbuilt.mjs" : "./log_writer.js",
	import.meta.url,
);

/** Turns the worker's events into one promise a reply; `failed` and the end of the worker reject. */
function replies(worker: Worker, path: string): () => Promise<LogWriterReply> {
	let waiting: PromiseWithResolvers | undefined;
	let crash: OutcomeLogError | undefined;
	worker.on("message", (reply: LogWriterReply) => {
		if (reply.kind !== "failed") return waiting?.resolve(reply);
		const { reason, detail } = reply;
		waiting?.reject(new OutcomeLogError(path, reason, detail === undefined ? {} : { detail }));
	});
	const end = (detail: string, cause?: unknown): void => {
		crash ??= new OutcomeLogError(path, "writer-crashed", { detail, cause });
		waiting?.reject(crash);
	};
	worker.on("error", (error) => end(error.message, error));
	worker.on("exit", (code) => end(`exit code ${code}`));
	return () =>
		new Promise((resolve, reject) => {
			waiting = { resolve, reject };
			if (crash) reject(crash);
		});
}

interface PromiseWithResolvers {
	resolve(reply: LogWriterReply): void;
	reject(error: OutcomeLogError): void;
}
