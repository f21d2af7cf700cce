import type { Database } from "better-sqlite3";
import type { latencyCounter } from "./count_latency.ts";
import type { requestCounter } from "./count_requests.ts";
import { errorCode } from "./outcome_log_error.ts";
import type { CheckpointRecord, DriftEventRecord, ProfileVersionRecord } from "./profile_records.ts";
import type { DecisionRecord, ExecutionRecord, OutcomeRecord } from "./records.ts";
import { tableInsert } from "./table_insert.ts";

/** Writes single records inside a transaction that somebody else began. */
export interface RecordInserter {
	/**
	 * Writes what a record holds.
	 *
	 * @returns whether anything changed
	 * @throws what SQLite throws
	 */
	write(record: OutcomeRecord): boolean;
	/** Prepares the parts that reports need too. */
	insertExecution(execution: ExecutionRecord): boolean;
}

/** Prepares the statements that write decisions, executions and what was learned. */
export function recordInserter(
	database: Database,
	counters: { requests: ReturnType<typeof requestCounter>; latency: ReturnType<typeof latencyCounter> },
): RecordInserter {
	const decisions = tableInsert<DecisionRow>(database, "decisions", decisionColumns, "request_id");
	const executions = tableInsert(database, "executions", executionColumns, "request_id, place");
	const versions = tableInsert(database, "profile_versions", versionColumns, "host, task, model, version");
	const drifts = tableInsert(database, "drift_events", driftColumns, "event_id");
	const checkpoints = tableInsert(database, "checkpoints", checkpointColumns, "host, seq");
	// Nothing new was learned: it is as good as new, and other gateways see by its time that this one is still about.
	const renewCheckpoint = database.prepare(`UPDATE checkpoints SET at_ms = @atMs
		WHERE host = @host AND seq = @seq AND at_ms < @atMs - ${renewalMs}`);
	const forgetCheckpoints = database.prepare(`DELETE FROM checkpoints WHERE host = @host AND seq NOT IN
		(SELECT seq FROM checkpoints WHERE host = @host ORDER BY seq DESC LIMIT 2)`);
	const learnRun = database.prepare(`UPDATE executions SET seq = @seq, host = @host
		WHERE request_id = @requestId AND place = @place AND seq IS NULL`);
	const learnVerdict = database.prepare(`UPDATE verdicts SET seq = @seq, host = @host
		WHERE decision_id = (SELECT id FROM decisions WHERE request_id = @requestId)
			AND source = @source AND place = @place AND seq IS NULL`);

	const insertExecution = (execution: ExecutionRecord): boolean => {
		const isNew = executions(execution);
		if (isNew) counters.latency.ran(execution);
		return isNew;
	};

	return {
		insertExecution,
		write({ decision, execution, profileVersion, drift, checkpoint, learned }) {
			let changed = false;
			if (decision) {
				const isNew = decisions(decisionRow(decision));
				if (isNew) counters.requests.began(decision.requestId);
				changed ||= isNew;
			}
			if (execution) {
				if (execution.cause === "request") counters.requests.touch(execution.requestId);
				changed = insertExecution(execution) || changed;
			}
			if (profileVersion) changed = versions(profileVersion) || changed;
			if (drift) changed = drifts(drift) || changed;
			if (checkpoint) {
				const { host, seq, atMs } = checkpoint;
				changed = checkpoints(checkpoint) || renewCheckpoint.run({ host, seq, atMs }).changes > 0 || changed;
				forgetCheckpoints.run({ host });
			}
			if (learned) {
				const learn = learned.source === null ? learnRun : learnVerdict;
				changed = learn.run(learned).changes > 0 || changed;
			}
			return changed;
		},
	};
}

/** How old the time of a checkpoint may be: an idle gateway wakes the disk once in this time. */
const renewalMs = 3_600_000;

/** Whether the database can never take a record, as against a database that can take none now. */
export function isRefusal(thrown: unknown): thrown is Error {
	return (
		thrown instanceof TypeError ||
		thrown instanceof RangeError ||
		/^SQLITE_(CONSTRAINT|MISMATCH|TOOBIG)/.test(errorCode(thrown))
	);
}

interface DecisionRow extends Omit<DecisionRecord, "experiment"> {
	experiment: string | null;
	arm: string | null;
	armPolicies: readonly string[] | null;
	/** Held what was known of every model before there were profile versions. */
	profiles: "";
}

function decisionRow({ experiment, ...decision }: DecisionRecord): DecisionRow {
	const { name, arm, policies } = experiment ?? { name: null, arm: null, policies: null };
	return { ...decision, experiment: name, arm, armPolicies: policies, profiles: "" };
}

const decisionColumns: readonly (keyof DecisionRow)[] = [
	"requestId",
	"task",
	"decidedAtMs",
	"policy",
	"slaMs",
	"networkMs",
	"networkSource",
	"uploadMs",
	"budgetMs",
	"baseModel",
	"model",
	"modelVersion",
	"probability",
	"infeasible",
	"budgetExhausted",
	"deviceModel",
	"candidates",
	"profiles",
	"host",
	"profileVersion",
	"waitMs",
	"waitStdMs",
	"overheadMs",
	"remainingMs",
	"deviceAccuracy",
	"explored",
	"experiment",
	"arm",
	"armPolicies",
];

const executionColumns: readonly (keyof ExecutionRecord)[] = [
	"requestId",
	"task",
	"model",
	"modelVersion",
	"sha256",
	"place",
	"cause",
	"status",
	"censored",
	"cold",
	"startedAtMs",
	"queueMs",
	"decodeMs",
	"serviceMs",
	"totalMs",
	"topLabel",
	"confidence",
	"error",
	"provider",
	"host",
	"seq",
];

const versionColumns: readonly (keyof ProfileVersionRecord)[] = [
	"host",
	"task",
	"model",
	"version",
	"cause",
	"atMs",
	"meanMs",
	"stdMs",
	"p95Ms",
	"samples",
	"accuracy",
	"labels",
	"evidence",
	"state",
	"seq",
];

const driftColumns: readonly (keyof DriftEventRecord)[] = [
	"eventId",
	"host",
	"task",
	"model",
	"place",
	"scope",
	"detector",
	"direction",
	"statistic",
	"threshold",
	"samples",
	"recent",
	"profileVersion",
	"atMs",
	"evidence",
];

const checkpointColumns: readonly (keyof CheckpointRecord)[] = ["host", "seq", "atMs", "state"];
