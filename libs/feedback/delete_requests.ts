import type { Database } from "better-sqlite3";

/**
 * Prepares the function that deletes the oldest requests with all that belongs to them, and the oldest profiling runs.
 * Sums stay.
 *
 * @returns a function that deletes a few of what is older than a time, in milliseconds since 1970, and says whether
 * there was any
 */
export function deleteOldRequests(database: Database): (beforeMs: number) => boolean {
	const oldest = database.prepare<[number, number], OldRequest>(
		`SELECT id, request_id AS requestId, decided_at_ms AS decidedAtMs FROM decisions WHERE decided_at_ms < ?
		ORDER BY decided_at_ms, id LIMIT ?`,
	);
	const ofRequest = ["labels", "verdicts"].map((table) =>
		database.prepare(`DELETE FROM ${table} WHERE decision_id = ?`),
	);
	const answer = database.prepare("DELETE FROM answers WHERE id = ?");
	const decision = database.prepare("DELETE FROM decisions WHERE id = ?");
	const executions = database.prepare("DELETE FROM executions WHERE request_id = ?");
	const oldestRuns = database
		.prepare<[number, number], number>(
			"SELECT id FROM executions WHERE cause = 'profiling' AND started_at_ms < ? ORDER BY started_at_ms LIMIT ?",
		)
		.pluck();
	const run = database.prepare("DELETE FROM executions WHERE id = ?");
	const deleteAll = database.transaction((requests: OldRequest[], runs: number[]) => {
		for (const { id, requestId } of requests) {
			for (const statement of ofRequest) statement.run(id);
			answer.run(id);
			executions.run(requestId);
			decision.run(id);
		}
		for (const id of runs) run.run(id);
	}).immediate;
	return (beforeMs) => {
		const requests = oldest.all(beforeMs, requestsPerStep);
		// While there are more requests, no run goes that is younger than they are.
		const isMore = requests.length === requestsPerStep;
		const runs = oldestRuns.all(isMore ? requests.at(-1)!.decidedAtMs : beforeMs, runsPerStep);
		// Without need no lock is taken: other programs write too.
		if (requests.length + runs.length === 0) return false;
		deleteAll(requests, runs);
		return true;
	};
}

interface OldRequest {
	id: number;
	requestId: string;
	decidedAtMs: number;
}

/** Measured: see bench/bench.ts; a step takes a millisecond or two in a file of ten gigabytes. */
const requestsPerStep = 8;
const runsPerStep = 64;
