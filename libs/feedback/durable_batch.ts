import type { Database } from "better-sqlite3";
import type { LogEntry } from "./write_batch.ts";

/**
 * Commits batches that somebody waits for so that they survive a power cut, and others as fast as a killed process
 * allows.
 *
 * In WAL mode a commit with `synchronous = FULL` syncs the WAL before it returns: the commit, and all commits before it,
 * are on the disk then. With `NORMAL` the WAL is synced only before it is copied back, so that a power cut may take the
 * last commits, but never leaves half of one (https://www.sqlite.org/pragma.html#pragma_synchronous,
 * https://www.sqlite.org/wal.html#performance_considerations). A killed process loses neither: what it wrote is with
 * the operating system.
 *
 * @param database an open outcome log
 * @param write writes a batch in one transaction
 * @returns a function that writes a batch in one transaction
 */
export function durably<Outcome>(
	database: Database,
	write: (entries: readonly LogEntry[]) => Outcome,
): (entries: readonly LogEntry[]) => Outcome {
	return (entries) => {
		database.pragma(`synchronous = ${entries.some(isAwaited) ? "FULL" : "NORMAL"}`);
		return write(entries);
	};
}

function isAwaited(entry: LogEntry): boolean {
	return "report" in entry || "label" in entry;
}
