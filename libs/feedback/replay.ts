import type { Database } from "better-sqlite3";
import type { VerdictLesson } from "./lesson.ts";
import { openDatabaseToRead } from "./open_database.ts";
import { outcomeLogError } from "./outcome_log_error.ts";
import type { ProfileVersionRecord } from "./profile_records.ts";

/** What to replay. */
export interface ReplayOptions {
	/** The database file. */
	path: string;
	/** The host whose learning is wanted, as recorded. */
	host: string;
}

/** One step of what a host learned. */
export type ReplayEvent =
	| { kind: "checkpoint"; seq: number; atMs: number; state: object }
	| ({ kind: "execution" } & ReplayedExecution)
	| { kind: "verdict"; seq: number | null; lesson: VerdictLesson }
	| ({ kind: "version"; seq: number } & ReplayedVersion);

/** A run, as much of it as is learned from. */
export interface ReplayedExecution {
	/** Its place in the order of learning. */
	seq: number;
	/** Name of the task. */
	task: string;
	/** Name of the model. */
	model: string;
	/** SHA-256 of its file: another file is another model, whatever its name. Null on a device. */
	sha256: string | null;
	/** Where it ran. */
	place: "cloud" | "device";
	/** Why it ran: what ran to be measured is learned in another way than what ran for a request. */
	cause: "request" | "profiling";
	/**
	 * When it started; of a device's run when its request was first reported, see {@link LessonOrigin}. In milliseconds since
	 * 1970.
	 */
	atMs: number;
	/** The model's service time, in milliseconds; null where it was not reached. */
	serviceMs: number | null;
	/** Waiting for a worker, in milliseconds; null where it was not measured. */
	queueMs: number | null;
	/** From the body's last byte to the answer or the failure, in milliseconds; null for a profiling run. */
	totalMs: number | null;
	/** Whether this was the model's first run after loading. */
	cold: boolean;
	/** Whether `serviceMs` is a lower bound. */
	censored: boolean;
}

/** Something that somebody did to a profile: rolled it back, pinned it, let it go. */
export type ReplayedVersion = Pick<
	ProfileVersionRecord,
	"task" | "model" | "version" | "cause" | "atMs" | "evidence" | "state"
>;

/**
 * Replays what a host learned: its newest checkpoint where there is one, then every event after it in the order of
 * learning, then (with the place null) verdicts that are on disk but were not learned before the end came.
 *
 * Streams from a connection of its own, which is closed when the iteration ends or is left.
 *
 * @param options the file and the host
 * @returns the events; none where there is no database yet
 * @throws {OutcomeLogError} when the database cannot be read
 *
 * @example
 * ```ts
 * import { readReplay } from "@mdinference/feedback";
 *
 * const events = [...readReplay({ path: "does-not-exist-yet.sqlite", host: "here" })];
 * if (events.length !== 0) throw new Error("without a database nothing was learned");
 * ```
 */
export function* readReplay({ path, host }: ReplayOptions): Generator<ReplayEvent, void, undefined> {
	const database = openDatabaseToRead(path);
	if (!database) return;
	try {
		// One snapshot for all statements.
		database.exec("BEGIN");
		const checkpoint = newestCheckpoint(database, host);
		if (checkpoint) yield checkpoint;
		const after = { host, seq: checkpoint?.seq ?? 0 };
		yield* inOrder(executions(database, after), verdicts(database, after), versions(database, after));
		for (const row of database.prepare<[string], VerdictRow>(unlearnedSql).iterate(host)) yield verdict(row);
	} catch (thrown) {
		throw outcomeLogError(path, thrown);
	} finally {
		database.close();
	}
}

interface After {
	host: string;
	seq: number;
}

/** Merges streams that are each in the order of learning. */
function* inOrder(...streams: Generator<ReplayEvent>[]): Generator<ReplayEvent> {
	const heads = streams.map((stream) => ({ stream, next: stream.next() }));
	try {
		for (;;) {
			let first: (typeof heads)[number] | undefined;
			for (const head of heads) {
				if (head.next.done) continue;
				if (first === undefined || head.next.value.seq! < first.next.value.seq) first = head;
			}
			if (first === undefined) return;
			yield first.next.value;
			first.next = first.stream.next();
		}
	} finally {
		// A database with a statement that is being read cannot be closed.
		for (const { stream } of heads) stream.return(undefined);
	}
}

function newestCheckpoint(database: Database, host: string): ReplayEvent | undefined {
	const row = database
		.prepare<[string], { seq: number; atMs: number; state: string }>(
			"SELECT seq, at_ms AS atMs, state FROM checkpoints WHERE host = ? ORDER BY seq DESC LIMIT 1",
		)
		.get(host);
	return row && { kind: "checkpoint", ...row, state: JSON.parse(row.state) };
}

function* executions(database: Database, after: After): Generator<ReplayEvent> {
	type ExecutionRow = Omit<ReplayedExecution, "cold" | "censored"> & { cold: number; censored: number };
	const statement = database.prepare<After, ExecutionRow>(`
		SELECT seq, task, model, sha256, place, cause,
			coalesce((SELECT received_at_ms FROM answers WHERE e.place = 'device'
				AND id = (SELECT id FROM decisions WHERE request_id = e.request_id)), started_at_ms) AS atMs,
			service_ms AS serviceMs, queue_ms AS queueMs, total_ms AS totalMs, cold, censored
		FROM executions AS e WHERE host = @host AND seq > @seq ORDER BY seq`);
	for (const { cold, censored, ...row } of statement.iterate(after)) {
		yield { kind: "execution", ...row, cold: cold === 1, censored: censored === 1 };
	}
}

type VerdictRow = Omit<VerdictLesson, "kind" | "correct"> & { seq: number | null; correct: number };

const verdictColumns = `v.seq, d.request_id AS requestId, v.task, v.model, v.sha256, v.place, v.at_ms AS atMs, v.correct,
	v.source, v.weight FROM verdicts AS v JOIN decisions AS d ON d.id = v.decision_id`;
const unlearnedSql = `SELECT ${verdictColumns} WHERE v.host = ? AND v.seq IS NULL ORDER BY v.at_ms, v.decision_id`;

function* verdicts(database: Database, after: After): Generator<ReplayEvent> {
	const statement = database.prepare<After, VerdictRow>(
		`SELECT ${verdictColumns} WHERE v.host = @host AND v.seq > @seq ORDER BY v.seq`,
	);
	for (const row of statement.iterate(after)) yield verdict(row);
}

function verdict({ seq, correct, ...row }: VerdictRow): ReplayEvent {
	return { kind: "verdict", seq, lesson: { kind: "verdict", ...row, correct: correct === 1 } };
}

function* versions(database: Database, after: After): Generator<ReplayEvent> {
	type VersionRow = Omit<ReplayedVersion, "evidence" | "state"> & {
		seq: number;
		evidence: string | null;
		state: string | null;
	};
	const statement = database.prepare<After, VersionRow>(`
		SELECT seq, task, model, version, cause, at_ms AS atMs, evidence, state
		FROM profile_versions WHERE host = @host AND seq > @seq ORDER BY seq`);
	for (const { evidence, state, ...row } of statement.iterate(after)) {
		yield { kind: "version", ...row, evidence: parsed(evidence), state: parsed(state) };
	}
}

function parsed(json: string | null): object | null {
	return json === null ? null : JSON.parse(json);
}
