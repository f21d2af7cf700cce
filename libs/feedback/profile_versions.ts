import { openDatabaseToRead } from "./open_database.ts";
import { outcomeLogError } from "./outcome_log_error.ts";
import type { ProfileVersionRecord } from "./profile_records.ts";

/** Which versions to read. */
export interface ProfileVersionsOptions {
	/** The database file. */
	path: string;
	/** The gateway that learned them, as recorded. */
	host: string;
	/** Name of the task. */
	task: string;
	/** Name of the model; undefined: all of the task. */
	model?: string | undefined;
	/** The newest of these is read first. Default: the newest there is. */
	upTo?: number | undefined;
	/** Versions to read, at most. Default: 100. */
	limit?: number | undefined;
}

/**
 * Reads versions of profiles, newest first. Those that can be rolled back to have a state. Uses a connection of its own.
 *
 * @returns the versions; empty where there is no database yet
 * @throws {OutcomeLogError} when the database cannot be read
 *
 * @example
 * ```ts
 * import { readProfileVersions } from "@mdinference/feedback";
 *
 * const versions = readProfileVersions({ path: "does-not-exist-yet.sqlite", host: "here", task: "characters" });
 * if (versions.length !== 0) throw new Error("without a database nothing was learned");
 * ```
 */
export function readProfileVersions(options: ProfileVersionsOptions): ProfileVersionRecord[] {
	const { path, host, task, model = null, upTo = Number.MAX_SAFE_INTEGER, limit = 100 } = options;
	const database = openDatabaseToRead(path);
	if (!database) return [];
	try {
		const rows = database.prepare<object, Row>(versionsSql(model)).all({ host, task, model, upTo, limit });
		return rows.map(({ evidence, state, ...row }) => ({
			...row,
			evidence: parsed(evidence),
			state: parsed(state),
		}));
	} catch (thrown) {
		throw outcomeLogError(path, thrown);
	} finally {
		database.close();
	}
}

interface Row extends Omit<ProfileVersionRecord, "evidence" | "state"> {
	evidence: string | null;
	state: string | null;
}

const versionsSql = (model: string | null): string => `
	SELECT host, task, model, version, cause, at_ms AS atMs, mean_ms AS meanMs, std_ms AS stdMs, p95_ms AS p95Ms,
		samples, accuracy, labels, evidence, state, seq
	FROM profile_versions
	WHERE host = @host AND task = @task AND version <= @upTo ${model === null ? "" : "AND model = @model"}
	ORDER BY version DESC, model LIMIT @limit`;

function parsed(json: string | null): object | null {
	return json === null ? null : JSON.parse(json);
}
