import { openDatabaseToRead } from "./open_database.ts";
import { outcomeLogError } from "./outcome_log_error.ts";

/** What to read. */
export interface NewestRequestsOptions {
	/** The database file. */
	path: string;
	/** Newest runs to look at, of any kind: a request has one in the cloud at most, and one on a device. */
	runs: number;
}

/**
 * Reads the ids of the newest requests whose run in the cloud is in the log, whichever gateway wrote it: the log keeps no
 * other run under such an id. Uses a connection of its own and blocks the thread for some milliseconds.
 *
 * @param options the file, and how far to look back
 * @returns the ids, oldest first; none where there is no database yet
 * @throws {OutcomeLogError} when the database cannot be read
 *
 * @example
 * ```ts
 * import { readNewestRequests } from "@mdinference/feedback";
 *
 * const ids = readNewestRequests({ path: "does-not-exist-yet.sqlite", runs: 1000 });
 * if (ids.length !== 0) throw new Error("without a database there are no requests");
 * ```
 */
export function readNewestRequests({ path, runs }: NewestRequestsOptions): string[] {
	const database = openDatabaseToRead(path);
	if (!database) return [];
	try {
		return database
			.prepare<[number], string>(`
				SELECT request_id FROM (SELECT id, request_id, place, cause FROM executions ORDER BY id DESC LIMIT ?)
				WHERE place = 'cloud' AND cause = 'request' ORDER BY id`)
			.pluck()
			.all(runs);
	} catch (thrown) {
		throw outcomeLogError(path, thrown);
	} finally {
		database.close();
	}
}
