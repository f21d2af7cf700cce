import type { Database } from "better-sqlite3";
import { errorCode } from "./outcome_log_error.ts";
import type { BatchOutcome, DecisionRecord, ExecutionRecord, OutcomeRecord } from "./records.ts";

/**
 * Prepares the statements that write records, and returns the function that writes a batch in one transaction.
 *
 * A record that the database can never take is counted and passed over; whatever else goes wrong (locked, full disk)
 * undoes the whole batch and is thrown, so that the batch can be tried again as it is.
 *
 * @param database an open outcome log of the newest version
 * @returns a function that writes a batch and says what became of it
 */
export function recordInserter(database: Database): (records: readonly OutcomeRecord[]) => BatchOutcome {
	// Not INSERT OR IGNORE, which would pass over a missing value in silence too.
	const decisions = database.prepare(insert("decisions", decisionColumns, "request_id"));
	const executions = database.prepare(insert("executions", executionColumns, "request_id, place"));
	const write = (record: OutcomeRecord): number =>
		(record.decision ? decisions.run(decisionRow(record.decision)).changes : 0) +
		(record.execution ? executions.run(executionRow(record.execution)).changes : 0);
	const batch = database.transaction((records: readonly OutcomeRecord[]) => {
		const outcome: BatchOutcome = { written: 0, duplicates: 0, refusals: [] };
		for (const record of records) {
			try {
				if (write(record) > 0) outcome.written++;
				else outcome.duplicates++;
			} catch (thrown) {
				if (!isRefusal(thrown)) throw thrown;
				outcome.refusals.push(thrown.message);
			}
		}
		return outcome;
	});
	return (records) => batch.immediate(records);
}

type Row = Record<string, string | number | null>;

const decisionColumns = [
	"request_id",
	"task",
	"decided_at_ms",
	"policy",
	"sla_ms",
	"network_ms",
	"network_source",
	"upload_ms",
	"budget_ms",
	"base_model",
	"model",
	"model_version",
	"probability",
	"infeasible",
	"budget_exhausted",
	"device_model",
	"candidates",
	"profiles",
];

function decisionRow(decision: DecisionRecord): Row {
	return {
		request_id: decision.requestId,
		task: decision.task,
		decided_at_ms: Math.round(decision.decidedAtMs),
		policy: decision.policy,
		sla_ms: decision.slaMs,
		network_ms: decision.networkMs,
		network_source: decision.networkSource,
		upload_ms: decision.uploadMs,
		budget_ms: decision.budgetMs,
		base_model: decision.baseModel,
		model: decision.model,
		model_version: decision.modelVersion,
		probability: decision.probability,
		infeasible: Number(decision.infeasible),
		budget_exhausted: Number(decision.budgetExhausted),
		device_model: decision.deviceModel,
		candidates: JSON.stringify(decision.candidates),
		profiles: profilesText(decision.profiles),
	};
}

const profilesTexts = new WeakMap<DecisionRecord["profiles"], string>();

/** Decisions on one snapshot share one array, whose text is made once. */
function profilesText(profiles: DecisionRecord["profiles"]): string {
	const text = profilesTexts.get(profiles) ?? JSON.stringify(profiles);
	profilesTexts.set(profiles, text);
	return text;
}

const executionColumns = [
	"request_id",
	"task",
	"model",
	"model_version",
	"sha256",
	"place",
	"cause",
	"status",
	"cold",
	"started_at_ms",
	"queue_ms",
	"decode_ms",
	"service_ms",
	"total_ms",
	"top_label",
	"confidence",
	"error",
	"host",
];

function executionRow(execution: ExecutionRecord): Row {
	return {
		request_id: execution.requestId,
		task: execution.task,
		model: execution.model,
		model_version: execution.modelVersion,
		sha256: execution.sha256,
		place: execution.place,
		cause: execution.cause,
		status: execution.status,
		cold: Number(execution.cold),
		started_at_ms: Math.round(execution.startedAtMs),
		queue_ms: execution.queueMs,
		decode_ms: execution.decodeMs,
		service_ms: execution.serviceMs,
		total_ms: execution.totalMs,
		top_label: execution.topLabel,
		confidence: execution.confidence,
		error: execution.error,
		host: execution.host,
	};
}

function insert(table: string, columns: readonly string[], key: string): string {
	const values = columns.map((column) => `@${column}`).join(", ");
	return `INSERT INTO ${table} (${columns.join(", ")}) VALUES (${values}) ON CONFLICT (${key}) DO NOTHING`;
}

function isRefusal(thrown: unknown): thrown is Error {
	return (
		thrown instanceof TypeError ||
		thrown instanceof RangeError ||
		/^SQLITE_(CONSTRAINT|MISMATCH|TOOBIG)/.test(errorCode(thrown))
	);
}
