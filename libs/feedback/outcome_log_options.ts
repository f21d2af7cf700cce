import type { Lesson } from "./lesson.ts";
import type { OutcomeLogError } from "./outcome_log_error.ts";

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
	/**
	 * Called with what follows from runs that ended after their answer was labelled, once it is written, and from reports or
	 * labels that are on disk where others of their batch could not be written. What is learned of it is to be recorded, see
	 * {@link OutcomeLog.learned}; else verdicts are learned at the next start. Must not throw.
	 */
	onLessons?: ((lessons: readonly Lesson[]) => void) | undefined;
	/** Longest time that a record waits before its batch goes to the writer, in milliseconds. Default: 50. */
	flushEveryMs?: number | undefined;
	/**
	 * Records that may wait in memory while nothing can be written; beyond it new ones are dropped, so that what is
	 * kept has no holes. Default: 100,000.
	 */
	maxPending?: number | undefined;
	/**
	 * Name of this writer, which lasts over restarts: what is learned counts by host, and a file has one writer of a name at a
	 * time. Default: the machine's host name.
	 */
	host?: string | undefined;
	/** The labels of each task; labels outside it are refused. A task that is not named takes any label. */
	labels?: Readonly<Record<string, readonly string[]>> | undefined;
	/**
	 * Sources whose labels each count for themselves; all others count together as one label of a request, the first. Take
	 * labels of these sources only from whom they belong to. Default: none.
	 */
	trustedSources?: readonly string[] | undefined;
	/** How long requests are kept, in days; sums are kept for good. Default: 90. */
	keepDays?: number | undefined;
	/** Beyond it the oldest profile versions that nobody needs go, then the oldest requests, in bytes. Default: no limit. */
	maxBytes?: number | undefined;
}

/** Counts since the log was opened. */
export interface OutcomeLogStats {
	/** Records, reports and labels in memory, or with the writer and not confirmed. */
	pending: number;
	/** Records in the database, of which at least one row is new. */
	written: number;
	/** Records that were passed over: their ids were known. */
	duplicates: number;
	/** Records that the database refused, because of what they hold. */
	refused: number;
	/** Records that were lost: too many were waiting, or the log was closed. */
	dropped: number;
	/** Reports and labels that were answered: what they changed is on disk. */
	acknowledged: number;
	/** Reports and labels that could not be written, and whose senders were told. */
	unacknowledged: number;
	/** Attempts to write a batch that failed; each was repeated. */
	failedBatches: number;
	/** The newest error, or null. */
	lastError: OutcomeLogError | null;
}
