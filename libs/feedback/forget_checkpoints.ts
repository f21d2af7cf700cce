import type { Database } from "better-sqlite3";

/**
 * Prepares the function that forgets checkpoints of gateways that made none for long: each keeps its own newest two, and one
 * that never comes back would leave them for good.
 *
 * @param host this gateway, whose own checkpoint may be old because it was not running, and is still to be read
 * @returns a function that looks at a few of them, from where it last was on, and says whether it forgot any; it is given a
 * time before which they are forgotten, in milliseconds since 1970
 */
export function forgetCheckpoints(database: Database, host: string): (beforeMs: number) => boolean {
	const next = database.prepare<[string, number], FoundCheckpoint>(
		`SELECT host, seq, at_ms AS atMs FROM checkpoints WHERE (host, seq) > (?, ?) ORDER BY host, seq LIMIT ${checkpointsPerStep}`,
	);
	const forget = database.prepare<[string, number]>("DELETE FROM checkpoints WHERE host = ? AND seq = ?");
	const forgetAll = database.transaction((old: FoundCheckpoint[]) => {
		for (const { host, seq } of old) forget.run(host, seq);
	}).immediate;
	let seen = beforeFirst;
	return (beforeMs) => {
		const checkpoints = next.all(seen.host, seen.seq);
		const old = checkpoints.filter((one) => one.host !== host && one.atMs < beforeMs);
		// Without need no lock is taken: other programs write too.
		if (old.length > 0) forgetAll(old);
		seen = checkpoints.at(-1) ?? beforeFirst;
		return old.length > 0;
	};
}

interface FoundCheckpoint {
	host: string;
	seq: number;
	atMs: number;
}

const beforeFirst = { host: "", seq: 0 };
const checkpointsPerStep = 8;
