import { openDatabaseToRead } from "./open_database.ts";
import { outcomeLogError } from "./outcome_log_error.ts";
import type { ProfileVersionRecord } from "./profile_records.ts";

/** Which profile version to read. */
export interface ProfileVersionOptions {
	/** The database file. */
	path: string;
	/** The host that learned it, as recorded. */
	host: string;
	/** Name of the task. */
	task: string;
	/** Name of the model. */
	model: string;
	/** Its number. */
	version: number;
}

/** What the log has of a profile version. */
export interface FoundProfileVersion {
	/** Whether it has the version, with its state or without. */
	known: boolean;
	/** All that restores it, as plain JSON; null where it cannot be rolled back to. */
	state: ProfileVersionRecord["state"];
	/** The model's versions that can be rolled back to: the newest at or below the wanted one, and the oldest above it. */
	nearest: number[];
}

/**
 * Reads one profile version, however old. Uses a connection of its own and blocks the thread for some milliseconds.
 *
 * @param options the file, and which version
 * @returns nothing known where there is no database yet
 * @throws {OutcomeLogError} when the database cannot be read
 *
 * @example
 * ```ts
 * import { readProfileVersion } from "@mdinference/feedback";
 *
 * const version = { host: "here", task: "characters", model: "nano", version: 1 };
 * const { known } = readProfileVersion({ path: "does-not-exist-yet.sqlite", ...version });
 * if (known) throw new Error("without a database nothing is known");
 * ```
 */
export function readProfileVersion({ path, ...wanted }: ProfileVersionOptions): FoundProfileVersion {
	const database = openDatabaseToRead(path);
	if (!database) return { known: false, state: null, nearest: [] };
	try {
		const ofModel = "FROM profile_versions WHERE host = @host AND task = @task AND model = @model";
		const row = database
			.prepare<typeof wanted, { state: string | null }>(`SELECT state ${ofModel} AND version = @version`)
			.get(wanted);
		const nearest = ["version <= @version ORDER BY version DESC", "version > @version ORDER BY version"]
			.map((order) => `SELECT version ${ofModel} AND state IS NOT NULL AND ${order} LIMIT 1`)
			.flatMap((sql) => database.prepare<typeof wanted, number>(sql).pluck().all(wanted));
		const json = row?.state ?? null;
		return { known: row !== undefined, state: json === null ? null : JSON.parse(json), nearest };
	} catch (thrown) {
		throw outcomeLogError(path, thrown);
	} finally {
		database.close();
	}
}
