import type { OutcomeReport } from "@mdinference/contract";
import type { Database } from "better-sqlite3";
import type { LatencyCounter } from "./count_latency.ts";
import type { RequestCounter } from "./count_requests.ts";
import { type FoundRequest, type RequestFinder, refused } from "./find_request.ts";
import type { RecordInserter } from "./insert_records.ts";
import type { UnseenInserter } from "./insert_unseen.ts";
import type { Lesson, RunLesson } from "./lesson.ts";
import type { ExecutionRecord } from "./records.ts";
import type { ItemOutcome, ReceivedReport } from "./reports.ts";
import type { VerdictWriter } from "./write_verdicts.ts";

/** What reports are written with. */
export interface ReportContext {
	/** Finds requests. */
	find: RequestFinder;
	/** Counts requests. */
	requests: RequestCounter;
	/** Counts times. */
	latency: LatencyCounter;
	/** Judges answers. */
	verdicts: VerdictWriter;
	/** Takes requests in that no gateway saw. */
	insertUnseen: UnseenInserter;
	/** Writes the run on the device. */
	insertExecution: RecordInserter["insertExecution"];
	/** The gateway that was told. */
	host: string;
}

/**
 * Prepares the function that writes a report. A report is two or three facts (the answer, the cloud's outcome, the run
 * on the device), each of which is written once: what was reported first stays, in whatever order reports come.
 *
 * @returns a function that writes a report inside a transaction that somebody else began
 */
export function reportWriter(
	database: Database,
	context: ReportContext,
): (received: ReceivedReport) => ItemOutcome {
	const { find, requests, latency, verdicts, insertUnseen, insertExecution, host } = context;
	const insert = database.prepare(`INSERT INTO answers
		(id, answered_by, reason, elapsed_ms, on_time, started_at_ms, received_at_ms)
		VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING`);
	const insertCloud = database.prepare(`UPDATE answers
		SET cloud_status = ?, cloud_elapsed_ms = ?, cloud_network_ms = ? WHERE id = ? AND cloud_status IS NULL`);
	const nameCopy = database.prepare("UPDATE decisions SET device_model = ? WHERE id = ?");
	const existing = database.prepare<[number], AnswerRow>(
		`SELECT answered_by, reason, elapsed_ms, received_at_ms, cloud_status, cloud_elapsed_ms, cloud_network_ms
		FROM answers WHERE id = ?`,
	);

	return ({ report, receivedAtMs }) => {
		const { requestId } = report;
		let request = find(requestId, receivedAtMs, report.startedAtMs);
		if ("status" in request && request.status === "unknown-request" && insertUnseen(report, receivedAtMs)) {
			request = find(requestId, receivedAtMs, report.startedAtMs);
		}
		if ("status" in request) return request;
		const contradiction = contradictionOf(report, request);
		if (contradiction) return refused(requestId, "invalid", contradiction);
		requests.touch(requestId);
		if (request.deviceModel === null && report.device) {
			// A copy that the client could not promise, such as one that waits for the cloud to fail, and that ran after all.
			nameCopy.run(report.device.model, request.id);
			request = { ...request, deviceModel: report.device.model };
		}
		const lessons: Lesson[] = [];
		const isFirst = insertAnswer(report, request, receivedAtMs);
		const { cloud, device } = report;
		const isCloudFirst =
			cloud !== undefined &&
			insertCloud.run(cloud.status, cloud.elapsedMs, cloud.networkMs ?? null, request.id).changes > 0;
		const run = device && deviceRun(report, device, request, host);
		const isRunFirst = run !== undefined && insertExecution(run);
		// Dated by what is stored, so that a replay dates it the same.
		const reportedAtMs = isFirst ? receivedAtMs : existing.get(request.id)!.received_at_ms;
		if (run && isRunFirst && request.seen) lessons.push(...runLesson(run, reportedAtMs));
		if (isFirst || isRunFirst) lessons.push(...verdicts(requestId, request, receivedAtMs));
		if (isFirst || isCloudFirst || isRunFirst) return { requestId, status: "recorded", lessons };
		const detail = differs(report, existing.get(request.id)!)
			? { detail: "this request was reported before, and otherwise; what was reported first stays" }
			: {};
		return { requestId, status: "duplicate", ...detail, lessons };
	};

	function insertAnswer(report: OutcomeReport, request: FoundRequest, receivedAtMs: number): boolean {
		const { answeredBy, reason, elapsedMs, startedAtMs } = report;
		const { id, task, decidedAtMs, model, deviceModel } = request;
		const onTime = Number(isOnTime(report));
		const { changes } = insert.run(
			...[id, answeredBy, reason, elapsedMs, onTime, Math.round(startedAtMs), receivedAtMs],
		);
		if (changes === 0) return false;
		if (answeredBy === "cloud") {
			latency.answered({ task, model, place: "cloud", decidedAtMs, elapsedMs });
		} else if (answeredBy === "device" && deviceModel !== null) {
			latency.answered({ task, model: deviceModel, place: "device", decidedAtMs, elapsedMs });
		}
		return true;
	}
}

/**
 * The device's answer is shown when the deadline comes, and the clock reads a little more then: that is on time. The deadline
 * is the client's: a cloud that is asked after the device was told only what is left of it.
 */
function isOnTime({ answeredBy, reason, elapsedMs, slaMs }: OutcomeReport): boolean {
	return answeredBy !== "none" && (reason === "deadline" || elapsedMs <= slaMs);
}

/** What a report says against what the request said of itself when it was sent. */
function contradictionOf(report: OutcomeReport, { task, deviceModel }: FoundRequest): string | undefined {
	const { answeredBy, device } = report;
	if (report.task !== task) return `task is "${report.task}", but the request was sent to "${task}"`;
	if (answeredBy === "device" && deviceModel === null && !device) {
		return 'answeredBy: "device", but neither the request (mdi-device) nor this report (device) names its model';
	}
	if (device && deviceModel !== null && device.model !== deviceModel) {
		return `device.model is "${device.model}", but the request said mdi-device: ${deviceModel}`;
	}
	return undefined;
}

/** A run on a device is dated by the decision: what a phone's clock says of the day is anybody's guess. */
function deviceRun(
	report: OutcomeReport,
	device: NonNullable<OutcomeReport["device"]>,
	{ task, decidedAtMs, seen }: FoundRequest,
	host: string,
): ExecutionRecord {
	const { status, serviceMs, cold, label, confidence, executionProvider } = device;
	return {
		requestId: report.requestId,
		task,
		model: device.model,
		modelVersion: device.version,
		sha256: null,
		place: "device",
		cause: "request",
		status,
		censored: status === "abandoned",
		cold: cold ?? false,
		startedAtMs: decidedAtMs,
		queueMs: null,
		decodeMs: null,
		serviceMs: serviceMs ?? null,
		totalMs: null,
		topLabel: label ?? null,
		confidence: confidence ?? null,
		error: null,
		provider: executionProvider ?? null,
		host: seen ? host : null,
		seq: null,
	};
}

function runLesson(run: ExecutionRecord, atMs: number): RunLesson[] {
	const { requestId, task, model, place, status, serviceMs, censored, cold } = run;
	if (status === "failed" || serviceMs === null) return [];
	return [{ kind: "run", requestId, task, model, place, atMs, serviceMs, censored, cold }];
}

interface AnswerRow {
	answered_by: string;
	reason: string;
	elapsed_ms: number;
	received_at_ms: number;
	cloud_status: string | null;
	cloud_elapsed_ms: number | null;
	cloud_network_ms: number | null;
}

function differs({ answeredBy, reason, elapsedMs, cloud }: OutcomeReport, row: AnswerRow): boolean {
	if (row.answered_by !== answeredBy || row.reason !== reason || row.elapsed_ms !== elapsedMs) return true;
	return (
		cloud !== undefined &&
		(row.cloud_status !== cloud.status ||
			row.cloud_elapsed_ms !== cloud.elapsedMs ||
			row.cloud_network_ms !== (cloud.networkMs ?? null))
	);
}
