import { readNewestRequests } from "@mdinference/feedback";
import { RecentIds } from "./recent_ids.ts";

/** So many requests are known by their ids, at least, also by those that an earlier start served. */
const least = 20_000;

/**
 * The requests whose runs have ended. The log keeps the first run of an id, and what it does not keep must not be learned:
 * a replay would not learn it.
 *
 * @param databasePath the outcome log's file
 * @throws {OutcomeLogError} when it cannot be read
 */
export function endedRequests(databasePath: string): RecentIds {
	return new RecentIds({ least, ids: readNewestRequests({ path: databasePath, runs: 2 * least }) });
}
