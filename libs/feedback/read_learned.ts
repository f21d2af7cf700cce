import { openDatabaseToRead } from "./open_database.ts";
import { outcomeLogError } from "./outcome_log_error.ts";
import type { DriftEventRecord, ProfileVersionRecord } from "./profile_records.ts";

/** What to read. */
export interface LearnedOptions {
	/** The database file. */
	path: string;
	/** The host that learned it, as recorded. */
	host: string;
	/** Versions to read of each model, at most: the newest. Default: 100. */
	versionsPerModel?: number | undefined;
	/** Alarms to read, at most: the newest. Default: 200. */
	alarms?: number | undefined;
}

/** What a host has published, oldest first. */
export interface Learned {
	/** Profile versions. */
	versions: ProfileVersionRecord[];
	/** Alarms. */
	alarms: DriftEventRecord[];
}

/**
 * Reads the newest profile versions and alarms of a host, from which a gateway that starts goes on. Uses a connection of
 * its own and blocks the thread for some milliseconds.
 *
 * @param options the file and the host
 * @returns nothing where there is no database yet
 * @throws {OutcomeLogError} when the database cannot be read
 *
 * @example
 * ```ts
 * import { readLearned } from "@mdinference/feedback";
 *
 * const { versions } = readLearned({ path: "does-not-exist-yet.sqlite", host: "here" });
 * if (versions.length !== 0) throw new Error("without a database nothing was learned");
 * ```
 */
export function readLearned({ path, host, versionsPerModel = 100, alarms = 200 }: LearnedOptions): Learned {
	const database = openDatabaseToRead(path);
	if (!database) return { versions: [], alarms: [] };
	try {
		const models = database
			.prepare<[string], { task: string; model: string }>(
				"SELECT DISTINCT task, model FROM profile_versions WHERE host = ?",
			)
			.all(host);
		const newest = database.prepare<[string, string, string, number], VersionRow>(
			`SELECT host, task, model, version, cause, at_ms AS atMs, mean_ms AS meanMs, std_ms AS stdMs, p95_ms AS p95Ms,
				samples, accuracy, labels, evidence, state, seq
			FROM profile_versions WHERE host = ? AND task = ? AND model = ? ORDER BY version DESC LIMIT ?`,
		);
		const events = database.prepare<[string, number], DriftRow>(
			`SELECT event_id AS eventId, host, task, model, place, scope, detector, direction, statistic, threshold, samples,
				recent, profile_version AS profileVersion, at_ms AS atMs, evidence
			FROM drift_events WHERE host = ? ORDER BY id DESC LIMIT ?`,
		);
		return {
			versions: models.flatMap(({ task, model }) =>
				newest
					.all(host, task, model, versionsPerModel)
					.reverse()
					.map(({ evidence, state, ...row }) => ({
						...row,
						evidence: parsed(evidence),
						state: parsed(state),
					})),
			),
			alarms: events
				.all(host, alarms)
				.reverse()
				.map(({ evidence, ...row }) => ({ ...row, evidence: parsed(evidence) })),
		};
	} catch (thrown) {
		throw outcomeLogError(path, thrown);
	} finally {
		database.close();
	}
}

type VersionRow = Omit<ProfileVersionRecord, "evidence" | "state"> & {
	evidence: string | null;
	state: string | null;
};
type DriftRow = Omit<DriftEventRecord, "evidence"> & { evidence: string | null };

function parsed(json: string | null): object | null {
	return json === null ? null : JSON.parse(json);
}
