import { OutcomeLogError, outcomeLogError } from "./outcome_log_error.ts";
import type { BatchOutcome, OutcomeRecord } from "./records.ts";
import { type BatchWriter, startWriterThread } from "./writer_thread.ts";

/** Where the outcome log is, and how it batches. */
export interface OutcomeLogOptions {
	/** The database file; it is made where it does not exist, its folder is not. */
	path: string;
	/**
	 * Called with whatever keeps records from being written, once a failed attempt; the batch is kept and tried again.
	 * Also called once when records begin to be dropped, and for a batch with records that the database refused.
	 * Must not throw.
	 */
	onError: (error: OutcomeLogError) => void;
	/** Longest time that a record waits before its batch goes to the writer, in milliseconds. Default: 50. */
	flushEveryMs?: number | undefined;
	/**
	 * Records that may wait in memory while nothing can be written; beyond it new ones are dropped, so that what is
	 * kept has no holes. Default: 100,000.
	 */
	maxPending?: number | undefined;
}

/** Counts of records since the log was opened: all that were recorded are in one of the first five. */
export interface OutcomeLogStats {
	/** In memory, or with the writer and not confirmed. */
	pending: number;
	/** In the database, of which at least one row is new. */
	written: number;
	/** Passed over: their ids were known. */
	duplicates: number;
	/** Refused by the database, because of what they hold. */
	refused: number;
	/** Lost: too many were waiting, or the log was closed. */
	dropped: number;
	/** Attempts to write a batch that failed; each was repeated. */
	failedBatches: number;
	/** The newest error, or null. */
	lastError: OutcomeLogError | null;
}

/**
 * Opens the outcome log: makes or migrates the database in a thread of its own, and returns when it can be written.
 *
 * @param options the file, what to do with errors, and the sizes of batches
 * @returns the log; it keeps the process alive until it is closed
 * @throws {OutcomeLogError} when the database cannot be opened: its `reason` and message say why
 *
 * @example
 * ```ts
 * import { openOutcomeLog } from "@mdinference/feedback";
 *
 * const log = await openOutcomeLog({ path: "outcomes.sqlite", onError: console.error });
 * log.record({});
 * await log.close();
 * if (log.stats().pending !== 0) throw new Error("a closed log has nothing left to write");
 * ```
 */
export async function openOutcomeLog(options: OutcomeLogOptions): Promise<OutcomeLog> {
	const open = (): Promise<BatchWriter> => startWriterThread({ path: options.path });
	return new OutcomeLog(await open(), open, options);
}

/** An open outcome log. Made by {@link openOutcomeLog}. */
export class OutcomeLog {
	readonly #path: string;
	readonly #onError: (error: OutcomeLogError) => void;
	readonly #flushEveryMs: number;
	readonly #maxPending: number;
	readonly #open: () => Promise<BatchWriter>;
	readonly #counts = { written: 0, duplicates: 0, refused: 0, dropped: 0, failedBatches: 0 };
	#writer: BatchWriter | undefined;
	#lastError: OutcomeLogError | null = null;
	#waiting: OutcomeRecord[] = [];
	#inFlight = 0;
	#overflowing = false;
	#running = false;
	#accepted = 0;
	#settled = 0;
	#flushes: { until: number; done: () => void }[] = [];
	#wake: () => void = () => {};
	#closing: Promise<void> | undefined;
	#givenUp = false;
	#ended: Promise<void> | undefined;

	/**
	 * A log on a writer that is open already.
	 *
	 * @param writer a writer that is ready
	 * @param open starts another one when that has crashed
	 * @param options as for {@link openOutcomeLog}
	 */
	constructor(writer: BatchWriter, open: () => Promise<BatchWriter>, options: OutcomeLogOptions) {
		this.#writer = writer;
		this.#open = open;
		this.#path = options.path;
		this.#onError = options.onError;
		this.#flushEveryMs = options.flushEveryMs ?? 50;
		this.#maxPending = options.maxPending ?? 100_000;
	}

	/**
	 * Takes a record into memory, to be written within `flushEveryMs` and the time of a batch. Never waits, never throws.
	 *
	 * @param record must not be changed afterwards
	 */
	record(record: OutcomeRecord): void {
		if (this.#closing || this.#waiting.length + this.#inFlight >= this.#maxPending) {
			this.#drop();
			return;
		}
		this.#waiting.push(record);
		this.#accepted++;
		if (!this.#running) void this.#run();
	}

	/**
	 * Writes what was recorded until now, without waiting for the end of the interval.
	 *
	 * @returns a promise that resolves when none of it waits any more; what is in the database then survives `kill -9`
	 */
	flush(): Promise<void> {
		return new Promise((done) => {
			this.#flushes.push({ until: this.#accepted, done });
			this.#wake();
			this.#settle(0);
		});
	}

	/**
	 * Writes what waits, copies the WAL into the database, and ends the writer. What is recorded from now on is dropped.
	 *
	 * @param options after `timeoutMs` (default 5,000) what could not be written is given up, counted and reported
	 * @returns a promise that resolves when the file is closed; it never rejects
	 */
	close(options: { timeoutMs?: number } = {}): Promise<void> {
		this.#closing ??= this.#shutDown(options.timeoutMs ?? 5_000);
		return this.#closing;
	}

	/**
	 * What became of all records so far.
	 *
	 * @returns a copy of the counts
	 */
	stats(): OutcomeLogStats {
		return { ...this.#counts, pending: this.#waiting.length + this.#inFlight, lastError: this.#lastError };
	}

	async #run(): Promise<void> {
		this.#running = true;
		let postedAtMs = Number.NEGATIVE_INFINITY;
		await this.#pause(0);
		while (this.#waiting.length > 0) {
			if (this.#flushes.length === 0 && this.#waiting.length < batchSize) {
				await this.#pause(postedAtMs + this.#flushEveryMs - performance.now());
			}
			postedAtMs = performance.now();
			const batch = this.#waiting.splice(0, batchSize);
			this.#inFlight = batch.length;
			await this.#deliver(batch);
			this.#inFlight = 0;
			this.#settle(batch.length);
		}
		this.#running = false;
	}

	async #deliver(batch: readonly OutcomeRecord[]): Promise<void> {
		for (let retryMs = firstRetryMs; !this.#givenUp; retryMs = Math.min(2 * retryMs, lastRetryMs)) {
			try {
				this.#writer ??= await this.#open();
				this.#count(await this.#writer.write(batch));
				return;
			} catch (thrown) {
				if (isUncloneable(thrown)) return this.#count(allRefused(batch, thrown));
				const error = outcomeLogError(this.#path, thrown);
				if (error.reason === "writer-crashed") this.#writer = undefined;
				this.#counts.failedBatches++;
				this.#tell(error);
			}
			if (!this.#givenUp) await this.#pause(retryMs);
		}
		this.#counts.dropped += batch.length;
	}

	#count({ written, duplicates, refusals }: BatchOutcome): void {
		this.#counts.written += written;
		this.#counts.duplicates += duplicates;
		this.#counts.refused += refusals.length;
		if (this.#waiting.length < this.#maxPending / 2) this.#overflowing = false;
		if (refusals[0]) this.#report("record-refused", `${refusals.length} in this batch; ${refusals[0]}`);
	}

	#settle(records: number): void {
		this.#settled += records;
		const reached = this.#flushes.filter(({ until }) => until <= this.#settled);
		this.#flushes = this.#flushes.filter(({ until }) => until > this.#settled);
		for (const { done } of reached) done();
	}

	async #shutDown(timeoutMs: number): Promise<void> {
		const timer = setTimeout(() => this.#giveUp(), timeoutMs);
		try {
			await this.flush();
			await this.#writer?.close();
		} catch (thrown) {
			this.#tell(outcomeLogError(this.#path, thrown));
		}
		clearTimeout(timer);
		await this.#ended;
	}

	#giveUp(): void {
		this.#givenUp = true;
		const waiting = this.#waiting.splice(0).length;
		this.#counts.dropped += waiting;
		if (waiting + this.#inFlight > 0) this.#report("closed", `${waiting + this.#inFlight} records`);
		this.#ended = this.#writer?.terminate();
		this.#writer = undefined;
		this.#wake();
		this.#settle(waiting);
	}

	#drop(): void {
		this.#counts.dropped++;
		if (this.#overflowing) return;
		this.#overflowing = true;
		this.#report(this.#closing ? "closed" : "overflow");
	}

	#report(reason: "record-refused" | "overflow" | "closed", detail?: string): void {
		this.#tell(new OutcomeLogError(this.#path, reason, detail === undefined ? {} : { detail }));
	}

	#tell(error: OutcomeLogError): void {
		this.#lastError = error;
		this.#onError(error);
	}

	#pause(durationMs: number): Promise<void> {
		return new Promise((resolve) => {
			const timer = setTimeout(resolve, durationMs);
			this.#wake = () => {
				clearTimeout(timer);
				resolve();
			};
		});
	}
}

/** Bounds how long handing over a batch holds the caller's thread: about 7 microseconds a record. */
const batchSize = 100;
const firstRetryMs = 100;
const lastRetryMs = 5_000;

function isUncloneable(thrown: unknown): thrown is DOMException {
	return thrown instanceof DOMException && thrown.name === "DataCloneError";
}

function allRefused(batch: readonly OutcomeRecord[], { message }: DOMException): BatchOutcome {
	return { written: 0, duplicates: 0, refusals: batch.map(() => message) };
}
