import type { Database } from "better-sqlite3";

/**
 * The newest place in the order in which a host learned.
 *
 * @returns 0 where it learned nothing yet
 */
export function lastSeq(database: Database, host: string): number {
	const tables = ["executions", "verdicts", "profile_versions", "checkpoints"];
	const newest = tables.map((table) =>
		Number(
			database
				.prepare(`SELECT max(seq) FROM ${table} WHERE host = ? AND seq IS NOT NULL`)
				.pluck()
				.get(host) ?? 0,
		),
	);
	return Math.max(...newest);
}
