import { realpathSync } from "node:fs";
import Database from "better-sqlite3";
import { busyTimeoutMs } from "./open_database.ts";
import { errorCode, OutcomeLogError, outcomeLogError } from "./outcome_log_error.ts";

/**
 * Claims a log for one writer of a name: two that learn under one name would give the same places in the order of learning
 * and the same version numbers, and forget each other's checkpoints.
 *
 * The claim is a lock on an empty file beside the log, named after it and the writer. The system releases it with the
 * process, however that ends, so a file that was left behind claims nothing.
 *
 * @param database the open log
 * @param host the name
 * @returns what is to be kept while the log is written, and closed then; null for a log in memory, which nobody else can open
 * @throws {OutcomeLogError} `name-taken` when another writer has the claim, and does not let it go within
 * {@link busyTimeoutMs}
 */
export function claimLog(database: Database.Database, host: string): Database.Database | null {
	if (database.memory) return null;
	let claim: Database.Database | undefined;
	try {
		claim = new Database(`${realpathSync(database.name)}-lock-${encodeURIComponent(host)}`, {
			timeout: busyTimeoutMs,
		});
		// Nothing is ever written, so no journal is needed beside it.
		claim.pragma("journal_mode = MEMORY");
		claim.exec("BEGIN EXCLUSIVE");
		return claim;
	} catch (thrown) {
		claim?.close();
		if (errorCode(thrown).startsWith("SQLITE_BUSY")) {
			throw new OutcomeLogError(database.name, "name-taken", { detail: host, cause: thrown });
		}
		throw outcomeLogError(database.name, thrown);
	}
}
