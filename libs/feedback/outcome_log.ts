import { hostname } from "node:os";
import type { OutcomeReport } from "@mdinference/contract";
import { Acknowledgements } from "./acknowledgements.ts";
import type { Lesson } from "./lesson.ts";
import { busyTimeoutMs } from "./open_database.ts";
import { OutcomeLogError, outcomeLogError } from "./outcome_log_error.ts";
import type { OutcomeLogOptions, OutcomeLogStats } from "./outcome_log_options.ts";
import type { BatchOutcome, OutcomeRecord } from "./records.ts";
import type { ItemOutcome, WeighedLabel } from "./reports.ts";
import type { LogEntry } from "./write_batch.ts";
import type { BatchWriter } from "./writer_thread.ts";

/** An open outcome log. Made by {@link openOutcomeLog}. */
export class OutcomeLog {
	readonly #path: string;
	readonly #onError: (error: OutcomeLogError) => void;
	readonly #onLessons: (lessons: readonly Lesson[]) => void;
	readonly #flushEveryMs: number;
	readonly #maxPending: number;
	readonly #host: string;
	readonly #open: () => Promise<BatchWriter>;
	readonly #counts = {
		written: 0,
		duplicates: 0,
		refused: 0,
		dropped: 0,
		acknowledged: 0,
		unacknowledged: 0,
		failedBatches: 0,
	};
	readonly #awaited = new Acknowledgements();
	#lastSeq: number;
	#writer: BatchWriter | undefined;
	#lastError: OutcomeLogError | null = null;
	#waiting: LogEntry[] = [];
	#inFlight = 0;
	#overflowing = false;
	#running = false;
	#accepted = 0;
	#settled = 0;
	#flushes: { until: number; done: () => void }[] = [];
	#wake: () => void = () => {};
	#closing: Promise<void> | undefined;
	#givenUp = false;
	#writing: Promise<unknown> = Promise.resolve();
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
		this.#lastSeq = writer.lastSeq;
		this.#open = open;
		this.#host = options.host ?? hostname();
		this.#path = options.path;
		this.#onError = options.onError;
		this.#onLessons = options.onLessons ?? (() => {});
		this.#flushEveryMs = options.flushEveryMs ?? 50;
		this.#maxPending = options.maxPending ?? 100_000;
	}

	/**
	 * Takes a record into memory, to be written within `flushEveryMs` and the time of a batch. Never waits, never throws.
	 *
	 * @param record must not be changed afterwards
	 */
	record(record: OutcomeRecord): void {
		if (this.#closing || this.#isFull(1)) this.#drop();
		else this.#accept(record);
	}

	/**
	 * The next place in the order in which this host learns. Learn, and record what was learned with its place, without
	 * anything between: then the log is in the order of learning, and can be replayed exactly.
	 */
	nextSeq(): number {
		this.#lastSeq++;
		return this.#lastSeq;
	}

	/** The place that {@link OutcomeLog.nextSeq} gave last: all up to it is in a checkpoint that is made now. */
	get lastSeq(): number {
		return this.#lastSeq;
	}

	/**
	 * Records that a lesson was learned just now. A verdict of which that was not recorded is learned at the next start.
	 *
	 * @param lesson of a report or a label, or of a replay where it had no place yet
	 */
	learned(lesson: Lesson): void {
		const { requestId, place } = lesson;
		const source = lesson.kind === "verdict" ? lesson.source : null;
		this.record({ learned: { seq: this.nextSeq(), host: this.#host, requestId, place, source } });
	}

	/**
	 * Writes what clients report of their requests, after all that was recorded before.
	 *
	 * @param reports parsed reports
	 * @returns what became of each, in their order, when it is on disk to survive `kill -9` and a power cut: the batch is
	 * committed with `synchronous = FULL`, which syncs the WAL (https://www.sqlite.org/pragma.html#pragma_synchronous).
	 * Rejects with an {@link OutcomeLogError} when that cannot be done now; then some may be on disk all the same, whose
	 * lessons `onLessons` is called with, and the same reports may be sent again.
	 */
	report(reports: readonly OutcomeReport[]): Promise<ItemOutcome[]> {
		const receivedAtMs = Date.now();
		return this.#acknowledge(reports.map((report) => ({ report, receivedAtMs })));
	}

	/**
	 * Writes what somebody says of answers, after all that was recorded before.
	 *
	 * @param labels parsed labels, with the trust in their sources
	 * @returns as for {@link OutcomeLog.report}
	 */
	label(labels: readonly WeighedLabel[]): Promise<ItemOutcome[]> {
		const receivedAtMs = Date.now();
		return this.#acknowledge(labels.map((label) => ({ label, receivedAtMs })));
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

	#isFull(more: number): boolean {
		return this.#waiting.length + this.#inFlight + more > this.#maxPending;
	}

	#accept(...entries: LogEntry[]): void {
		this.#waiting.push(...entries);
		this.#accepted += entries.length;
		if (!this.#running) void this.#run();
	}

	async #acknowledge(entries: readonly LogEntry[]): Promise<ItemOutcome[]> {
		const refusal = this.#closing ? "closed" : this.#isFull(entries.length) ? "overflow" : undefined;
		if (refusal) {
			this.#counts.unacknowledged += entries.length;
			throw new OutcomeLogError(this.#path, refusal);
		}
		const awaited = entries.map((entry) => this.#awaited.expect(entry));
		this.#accept(...entries);
		this.#wake();
		const settled = await Promise.allSettled(awaited);
		const outcomes = settled.flatMap((one) => (one.status === "fulfilled" ? one.value : []));
		const failed = settled.find((one) => one.status === "rejected");
		if (failed === undefined) return outcomes;
		// They are written in several transactions. What is on disk is a duplicate when it is sent again, and teaches nothing then.
		this.#teach(outcomes.flatMap(({ lessons }) => lessons));
		throw failed.reason;
	}

	#teach(lessons: readonly Lesson[]): void {
		if (lessons.length > 0) this.#onLessons(lessons);
	}

	async #run(): Promise<void> {
		this.#running = true;
		let postedAtMs = Number.NEGATIVE_INFINITY;
		await this.#pause(0);
		while (this.#waiting.length > 0) {
			if (this.#flushes.length + this.#awaited.size === 0 && this.#waiting.length < batchSize) {
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

	async #deliver(batch: readonly LogEntry[]): Promise<void> {
		let rest = batch;
		for (let retryMs = firstRetryMs; !this.#givenUp; retryMs = Math.min(2 * retryMs, lastRetryMs)) {
			try {
				this.#writer ??= await this.#open();
				const writing = this.#writer.write(rest);
				this.#writing = writing;
				const outcome = await writing;
				this.#count(outcome);
				this.#counts.acknowledged += this.#awaited.answer(rest, outcome.results);
				this.#teach(outcome.lateLessons);
				return;
			} catch (thrown) {
				if (isUncloneable(thrown)) {
					rest = this.#refuse(rest, thrown);
					this.#inFlight = rest.length;
					if (rest.length === 0) return;
					continue;
				}
				const error = outcomeLogError(this.#path, thrown);
				this.#counts.failedBatches++;
				this.#tell(error);
				if (error.reason === "writer-crashed") this.#writer = undefined;
				// Whoever waits for the disk is told at once, and has what was said still: only records are kept.
				else rest = this.#giveBack(rest, error);
				this.#inFlight = rest.length;
			}
			if (rest.length === 0) return;
			if (!this.#givenUp) await this.#pause(retryMs);
		}
		this.#counts.dropped += this.#giveBack(rest, new OutcomeLogError(this.#path, "closed")).length;
	}

	/** Tells everybody who waits that it cannot be written now. Returns the entries that nobody waited for. */
	#giveBack(batch: readonly LogEntry[], error: OutcomeLogError): readonly LogEntry[] {
		const isKept = (entry: LogEntry): boolean => !this.#awaited.has(entry);
		const kept = batch.filter(isKept);
		const waiting = this.#waiting.filter(isKept);
		this.#settle(this.#waiting.length - waiting.length);
		this.#waiting = waiting;
		this.#counts.unacknowledged += this.#awaited.refuse(error);
		return kept;
	}

	/** One entry of a batch cannot be sent to a thread. Returns the records that can. */
	#refuse(batch: readonly LogEntry[], { message }: DOMException): readonly LogEntry[] {
		const error = new OutcomeLogError(this.#path, "record-refused", { detail: message });
		const records = this.#giveBack(batch, error);
		const sound = records.filter(isCloneable);
		const refusals = new Array<string>(records.length - sound.length).fill(message);
		this.#count({ written: 0, duplicates: 0, refusals, results: [], lateLessons: [] });
		return sound;
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
		const waiting = this.#waiting.length;
		this.#counts.dropped += this.#waiting.splice(0).filter((entry) => !this.#awaited.has(entry)).length;
		if (waiting + this.#inFlight > 0) this.#report("closed", `${waiting + this.#inFlight} records`);
		this.#ended = this.#writer && endAfter(this.#writing, this.#writer);
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

/** Bounds how long handing over a batch holds the caller's thread: about 3 microseconds a record. */
const batchSize = 100;
const firstRetryMs = 100;
const lastRetryMs = 5_000;

/**
 * Ends a writer once it has answered, or after the time in which SQLite gives up on a lock: a thread that is ended while
 * better-sqlite3 throws takes the whole process with it.
 */
async function endAfter(writing: Promise<unknown>, writer: BatchWriter): Promise<void> {
	let timer: NodeJS.Timeout | undefined;
	const patience = new Promise((resolve) => {
		timer = setTimeout(resolve, busyTimeoutMs + 1_000);
	});
	await Promise.race([writing.catch(() => {}), patience]);
	clearTimeout(timer);
	await writer.terminate();
}

function isCloneable(entry: LogEntry): boolean {
	try {
		structuredClone(entry);
		return true;
	} catch {
		return false;
	}
}

function isUncloneable(thrown: unknown): thrown is DOMException {
	return thrown instanceof DOMException && thrown.name === "DataCloneError";
}
