import type { Database } from "better-sqlite3";

/**
 * Prepares the function that forgets what is no longer needed of profile versions: rows that a newer one replaced before
 * the horizon, and the states of refreshes but for the last of an hour.
 *
 * @returns a function that looks at a few versions, and says whether there are more to look at now; it is given the
 * horizon and the time, in milliseconds since 1970
 */
export function forgetProfileVersions(database: Database): (beforeMs: number, nowMs: number) => boolean {
	const replaced = database
		.prepare<{ beforeMs: number; count: number }, number>(`
			SELECT id FROM profile_versions AS v WHERE at_ms < @beforeMs AND EXISTS (
				SELECT 1 FROM profile_versions AS n WHERE n.host = v.host AND n.task = v.task AND n.model = v.model
					AND n.version > v.version AND n.at_ms < @beforeMs)
			ORDER BY at_ms LIMIT @count`)
		.pluck();
	const deleteVersion = database.prepare("DELETE FROM profile_versions WHERE id = ?");
	const next = database.prepare<[number, number, number, number], { id: number; atMs: number }>(
		`SELECT id, at_ms AS atMs FROM profile_versions WHERE (at_ms, id) > (?, ?) AND at_ms < ?
		ORDER BY at_ms, id LIMIT ?`,
	);
	const dropState = database.prepare(`UPDATE profile_versions AS v SET state = NULL
		WHERE id = ? AND cause = 'refresh' AND state IS NOT NULL AND EXISTS (
			SELECT 1 FROM profile_versions AS n WHERE n.host = v.host AND n.task = v.task AND n.model = v.model
				AND n.version > v.version AND n.at_ms < (v.at_ms / 3600000 + 1) * 3600000)`);
	const forget = database.transaction((gone: number[], thinned: number[]) => {
		for (const id of gone) deleteVersion.run(id);
		for (const id of thinned) dropState.run(id);
	}).immediate;
	let seen = { atMs: 0, id: 0 };
	return (beforeMs, nowMs) => {
		const gone = replaced.all({ beforeMs, count: versionsPerStep });
		const older = next.all(seen.atMs, seen.id, nowMs - hourMs, versionsPerStep);
		if (gone.length + older.length === 0) return false;
		forget(
			gone,
			older.map(({ id }) => id),
		);
		seen = older.at(-1) ?? seen;
		return true;
	};
}

const hourMs = 3_600_000;
const versionsPerStep = 32;
