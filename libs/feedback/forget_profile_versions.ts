import type { Database } from "better-sqlite3";

/**
 * Prepares the function that forgets what is no longer needed of profile versions: rows that a newer one replaced before
 * the horizon, and the states of refreshes but for the last of an hour.
 *
 * Versions grow with time, so the next one of a model tells whether a version was replaced by then. A clock that was set
 * back in between only keeps a row for longer.
 *
 * @returns a function that looks at a few versions, and says whether there are more to look at now; it is given the
 * horizon and the time, in milliseconds since 1970
 */
export function forgetProfileVersions(database: Database): (beforeMs: number, nowMs: number) => boolean {
	// Each version that the horizon passes lets the one go that it replaced, so none is looked at twice.
	const passHorizon = versionWalk(database, versionBefore(1));
	const passHour = versionWalk(database, `iif(${isThinnable}, v.id, NULL)`);
	const deleteVersion = database.prepare<[number, number]>(
		"DELETE FROM profile_versions WHERE id = ? AND at_ms < ?",
	);
	const dropState = database.prepare<[number]>(dropStateSql);
	const forget = database.transaction((ids: number[], beforeMs: number) => {
		for (const id of ids) deleteVersion.run(id, beforeMs);
	}).immediate;
	const thin = database.transaction((ids: number[]) => {
		for (const id of ids) dropState.run(id);
	}).immediate;
	return (beforeMs, nowMs) => {
		const hasForgotten = passHorizon(beforeMs, (ids) => forget(ids, beforeMs));
		return passHour(nowMs - hourMs, thin) || hasForgotten;
	};
}

/**
 * Prepares the function that makes room in a log that is too large: of versions that a gateway does not have at hand any more
 * it deletes those that no kept request was chosen by, the oldest first, and thins the others without waiting for their
 * hour to end.
 *
 * @returns a function that looks at a few versions, and says whether there are more to look at now; it is given the time,
 * in milliseconds since 1970
 */
export function shrinkProfileVersions(database: Database): (nowMs: number) => boolean {
	// Each version that is passed lets the one go that it put out of reach. If a request needs that one then, it goes once
	// all kept requests came after the version that replaced it.
	const passAll = versionWalk(database, versionBefore(versionsAtHand));
	const passUnasked = versionWalk(database, versionBefore(1));
	const oldestRequestMs = database
		.prepare<[], number | null>("SELECT min(decided_at_ms) FROM decisions")
		.pluck();
	const find = database.prepare<[number], FoundVersion>(`
		SELECT v.id, v.host, v.task, v.version, n.version AS nextVersion,
			min(v.at_ms, n.at_ms) - ${longestRequestMs} AS fromMs, max(v.at_ms, n.at_ms) + ${longestRequestMs} AS untilMs,
			${isThinnable} AS isThinnable,
			v.seq > coalesce((SELECT max(seq) FROM checkpoints WHERE host = v.host), 0) AS isToBeReplayed
		FROM profile_versions AS v JOIN profile_versions AS n ON n.id = ${versionAfter("id")}
		WHERE v.id = ? AND ${versionAfter("id", versionsAtHand)} IS NOT NULL`);
	// Where there are too many requests to look at, one of them is taken to need it: the version goes after them.
	const isNeeded = database
		.prepare<FoundVersion, number>(`
			SELECT (SELECT count(*) = ${requestsPerVersion} FROM (SELECT 1 FROM decisions
				WHERE decided_at_ms BETWEEN @fromMs AND @untilMs LIMIT ${requestsPerVersion}))
			OR EXISTS (SELECT 1 FROM (SELECT host, task, profile_version AS version FROM decisions
				WHERE decided_at_ms BETWEEN @fromMs AND @untilMs LIMIT ${requestsPerVersion})
				WHERE host = @host AND task = @task AND version >= @version AND version < @nextVersion)`)
		.pluck();
	const deleteVersion = database.prepare<[number]>("DELETE FROM profile_versions WHERE id = ?");
	const dropState = database.prepare<[number]>(dropStateSql);
	const shrink = database.transaction((gone: FoundVersion[], thinned: FoundVersion[]) => {
		for (const { id } of gone) deleteVersion.run(id);
		for (const { id } of thinned) dropState.run(id);
	}).immediate;
	const makeRoom = (ids: number[]): void => {
		const found = ids.flatMap((id) => find.get(id) ?? []);
		const gone = found.filter((version) => version.isToBeReplayed !== 1 && isNeeded.get(version) !== 1);
		const thinned = found.filter((version) => version.isThinnable === 1 && !gone.includes(version));
		if (gone.length + thinned.length > 0) shrink(gone, thinned);
	};
	return (nowMs) => {
		const settledMs = nowMs - longestRequestMs;
		const unaskedMs = Math.min(settledMs, (oldestRequestMs.get() ?? nowMs) - longestRequestMs);
		return passUnasked(unaskedMs, makeRoom) || passAll(settledMs, makeRoom);
	};
}

interface FoundVersion {
	id: number;
	host: string;
	task: string;
	version: number;
	nextVersion: number;
	/** When the first request can have come that was chosen by it, and the last, in milliseconds since 1970. */
	fromMs: number;
	untilMs: number;
	isThinnable: number;
	isToBeReplayed: number | null;
}

/**
 * Prepares a walk through the versions from the oldest on, a few at a time and each once. Where it is, only this process
 * knows.
 *
 * @param find an expression for the id of the version that a version `v` leads to, or NULL
 * @returns a function that goes on up to a time, in milliseconds since 1970, hands over the ids that it found where there
 * are any, and says whether it met a version. What was not taken care of because something was thrown is met again.
 */
function versionWalk(
	database: Database,
	find: string,
): (untilMs: number, take: (ids: number[]) => void) => boolean {
	const next = database.prepare<
		[number, number, number],
		{ id: number; atMs: number; found: number | null }
	>(`
		SELECT id, at_ms AS atMs, ${find} AS found FROM profile_versions AS v
		WHERE (at_ms, id) > (?, ?) AND at_ms < ? ORDER BY at_ms, id LIMIT ${versionsPerStep}`);
	let seen = { atMs: 0, id: 0 };
	return (untilMs, take) => {
		const versions = next.all(seen.atMs, seen.id, untilMs);
		const ids = versions.flatMap(({ found }) => found ?? []);
		// Without need no lock is taken: other programs write too.
		if (ids.length > 0) take(ids);
		seen = versions.at(-1) ?? seen;
		return versions.length > 0;
	};
}

/** A column of the version of v's model that is so many rows younger: as many steps in the index, however old v is. */
function versionAfter(column: string, rows = 1): string {
	return `(SELECT n.${column} FROM profile_versions AS n WHERE n.host = v.host AND n.task = v.task AND n.model = v.model
		AND n.version > v.version ORDER BY n.version LIMIT 1 OFFSET ${rows - 1})`;
}

/** The id of the version of v's model that is so many rows older. */
function versionBefore(rows: number): string {
	return `(SELECT p.id FROM profile_versions AS p WHERE p.host = v.host AND p.task = v.task AND p.model = v.model
		AND p.version < v.version ORDER BY p.version DESC LIMIT 1 OFFSET ${rows - 1})`;
}

const hourMs = 3_600_000;
/** A refresh whose state a newer one of its hour makes needless. */
const isThinnable = `(v.cause = 'refresh' AND v.state IS NOT NULL
	AND ${versionAfter("at_ms")} < (v.at_ms / ${hourMs} + 1) * ${hourMs})`;
const dropStateSql = "UPDATE profile_versions SET state = NULL WHERE id = ?";
const versionsPerStep = 32;
/** So many of a model's newest versions a gateway takes up at a start, see readLearned(); older ones it reads when they are asked for. */
const versionsAtHand = 100;
const requestsPerVersion = 128;
/**
 * A request is dated by its arrival, and chosen when its image is there; a version is dated by the arrival of the request
 * that taught it. So the dates of the two may be in the wrong order by this much, and what is older is on disk.
 */
const longestRequestMs = 30_000;
