import { statSync } from "node:fs";
import { openDatabase } from "./open_database.ts";
import { OutcomeLogError, outcomeLogError } from "./outcome_log_error.ts";

/** What compacting did to a file. */
export interface Compaction {
	/** Its size before, in bytes. */
	bytesBefore: number;
	/** Its size after, in bytes. */
	bytesAfter: number;
}

/**
 * Rewrites a database without its free pages, and so that from then on it can give free pages back by itself. Needs as
 * much free space on the disk as the file has, and the file for itself alone: nobody else may have it open.
 *
 * A file that was made by schema version 2 or later needs this only after much of it was deleted at once. One that was
 * made by version 1 cannot shrink before (https://www.sqlite.org/pragma.html#pragma_auto_vacuum).
 *
 * @param path the database file
 * @throws {OutcomeLogError} where the file cannot be opened, or somebody else has it open
 */
export function compactDatabase(path: string): Compaction {
	if (!statSync(path, { throwIfNoEntry: false })) throw new OutcomeLogError(path, "no-file");
	const database = openDatabase(path);
	try {
		database.pragma("busy_timeout = 0");
		database.pragma("locking_mode = EXCLUSIVE");
		// With nobody else in it the WAL can be left; if that fails, this is the one that said why.
		database.pragma("journal_mode = DELETE");
		const bytesBefore = statSync(path).size;
		database.pragma("auto_vacuum = INCREMENTAL");
		database.exec("VACUUM");
		const bytesAfter = statSync(path).size;
		database.pragma("journal_mode = WAL");
		return { bytesBefore, bytesAfter };
	} catch (thrown) {
		throw outcomeLogError(path, thrown);
	} finally {
		database.close();
	}
}
