import { openDatabaseToRead } from "./open_database.ts";
import { outcomeLogError } from "./outcome_log_error.ts";

/** One successful run, as much of it as a latency profile learns from. */
export interface RecentExecution {
	/** When it arrived at the queue, in milliseconds since 1970. */
	startedAtMs: number;
	/** The model's service time, in milliseconds. */
	serviceMs: number;
	/** Waiting for a worker, in milliseconds; null where it was not measured. */
	queueMs: number | null;
	/** Whether this was the model's first run after loading. */
	cold: boolean;
}

/** The newest runs of one model file on one host. */
export interface RecentExecutions {
	/** Name of the task. */
	task: string;
	/** Name of the model. */
	model: string;
	/** SHA-256 of its file: another file is another model, whatever its name. */
	sha256: string;
	/** The runs, oldest first. */
	executions: RecentExecution[];
}

/** What to read. */
export interface RecentExecutionsOptions {
	/** The database file. */
	path: string;
	/** The host whose runs are wanted, as recorded. */
	host: string;
	/** Runs to read of each model, at most. Default: 500. */
	perModel?: number | undefined;
}

/**
 * Reads the newest successful runs in the cloud of each model on a host, profiling runs included, from which a gateway
 * that starts rebuilds its latency profiles. Uses a connection of its own and blocks the thread for some milliseconds
 * a model.
 *
 * @param options the file and the host
 * @returns one entry a model file, by task and model; empty where there is no database yet
 * @throws {OutcomeLogError} when the database cannot be read
 *
 * @example
 * ```ts
 * import { readRecentExecutions } from "@mdinference/feedback";
 *
 * const learned = readRecentExecutions({ path: "does-not-exist-yet.sqlite", host: "here" });
 * if (learned.length !== 0) throw new Error("without a database nothing was learned");
 * ```
 */
export function readRecentExecutions(options: RecentExecutionsOptions): RecentExecutions[] {
	const { path, host, perModel = 500 } = options;
	const database = openDatabaseToRead(path);
	if (!database) return [];
	try {
		const nextModel = database.prepare<[string, string, string, string], ModelKey>(nextModelSql);
		const newest = database.prepare<[string, string, string, string, number], Row>(newestSql);
		const models: RecentExecutions[] = [];
		let key = nextModel.get(host, "", "", "");
		while (key) {
			const { task, model, sha256 } = key;
			const rows = newest.all(host, task, model, sha256, perModel);
			const executions = rows.map(({ cold, ...row }) => ({ ...row, cold: cold === 1 }));
			executions.sort((a, b) => a.startedAtMs - b.startedAtMs);
			if (executions.length > 0) models.push({ task, model, sha256, executions });
			key = nextModel.get(host, task, model, justAfter(sha256));
		}
		return models;
	} catch (thrown) {
		throw outcomeLogError(path, thrown);
	} finally {
		database.close();
	}
}

interface ModelKey {
	task: string;
	model: string;
	sha256: string;
}

interface Row extends Omit<RecentExecution, "cold"> {
	cold: 0 | 1;
}

/**
 * SQLite seeks to the first entry that equals the bound and steps over all its equals: some milliseconds a model among a
 * million runs. No entry equals this bound.
 */
function justAfter(sha256: string): string {
	return `${sha256}.`;
}

/** Steps from one model to the next in the index, so that a million runs cost as much as one. */
const nextModelSql = `
	SELECT task, model, sha256 FROM executions
	WHERE place = 'cloud' AND status = 'ok' AND host = ? AND (task, model, sha256) > (?, ?, ?)
	ORDER BY task, model, sha256 LIMIT 1`;

/** By id and not by time: a clock that was set back must not hide what came after. */
const newestSql = `
	SELECT started_at_ms AS startedAtMs, service_ms AS serviceMs, queue_ms AS queueMs, cold FROM executions
	WHERE place = 'cloud' AND status = 'ok' AND host = ? AND task = ? AND model = ? AND sha256 = ?
		AND service_ms IS NOT NULL
	ORDER BY id DESC LIMIT ?`;
