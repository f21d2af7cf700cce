import type { Database } from "better-sqlite3";
import type { RequestCounter } from "./count_requests.ts";
import { type RequestFinder, refused } from "./find_request.ts";
import type { VerdictLesson } from "./lesson.ts";
import type { ItemOutcome, ReceivedLabel } from "./reports.ts";
import type { VerdictWriter } from "./write_verdicts.ts";

/** What labels are held against. */
export interface LabelContext {
	/** Finds requests. */
	find: RequestFinder;
	/** Counts requests. */
	requests: RequestCounter;
	/** Judges answers. */
	verdicts: VerdictWriter;
	/** The labels of each task; a task that is not there takes any. */
	labelsOfTask: ReadonlyMap<string, ReadonlySet<string>>;
	/** Sources that are always taken. */
	trustedSources: ReadonlySet<string>;
}

/** Sources that are not trusted and may label one request: whoever has the request's id can name any. */
export const mostSources = 8;

/**
 * Prepares the function that writes a label: one a source and request, of which the first stays.
 *
 * `received_at_ms` of a request's labels ascends in the order in which those of sources that are not trusted arrived, as the
 * first of them counts for all: where the clock has not moved since the one before, or was set back, a label is dated a
 * millisecond after it.
 *
 * @returns a function that writes a label inside a transaction that somebody else began
 */
export function labelWriter(
	database: Database,
	{ find, requests, verdicts, labelsOfTask, trustedSources }: LabelContext,
): (received: ReceivedLabel) => ItemOutcome {
	const insert = database.prepare(`INSERT INTO labels
		(decision_id, source, label, correct, weight, labelled_at_ms, received_at_ms)
		VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (decision_id, source) DO NOTHING`);
	const existing = database.prepare<[number, string], { label: string | null; correct: number | null }>(
		"SELECT label, correct FROM labels WHERE decision_id = ? AND source = ?",
	);
	const arrivals = database.prepare<[number], { source: string; atMs: number }>(
		"SELECT source, received_at_ms AS atMs FROM labels WHERE decision_id = ?",
	);

	return ({ label: given, receivedAtMs }) => {
		const { requestId, source, label, correct, weight, labelledAtMs } = given;
		if (labelledAtMs !== undefined && labelledAtMs > receivedAtMs + clockToleranceMs) {
			const at = new Date(receivedAtMs).toISOString();
			return refused(requestId, "not-yet", `labelledAtMs is in the future; here it is ${at}`);
		}
		const request = find(requestId, receivedAtMs, labelledAtMs);
		if ("status" in request) return request;
		const known = labelsOfTask.get(request.task);
		if (label !== undefined && known !== undefined && !known.has(label)) {
			const detail = `label is "${label}", which is none of the task "${request.task}"`;
			return refused(requestId, "unknown-label", detail);
		}
		let arrivedAtMs = receivedAtMs;
		if (!trustedSources.has(source)) {
			const earlier = arrivals.all(request.id).filter((one) => !trustedSources.has(one.source));
			if (earlier.length >= mostSources && earlier.every((one) => one.source !== source)) {
				const detail = `source is "${source}", but ${mostSources} others have labelled this request`;
				return refused(requestId, "invalid", detail);
			}
			arrivedAtMs = Math.max(receivedAtMs, ...earlier.map(({ atMs }) => atMs + 1));
		}
		requests.touch(requestId);
		const row = [label ?? null, correct === undefined ? null : Number(correct)] as const;
		const saidAtMs = Math.round(labelledAtMs ?? receivedAtMs);
		const { changes } = insert.run(request.id, source, ...row, weight, saidAtMs, arrivedAtMs);
		if (changes === 0) {
			const first = existing.get(request.id, source)!;
			if (first.label === row[0] && first.correct === row[1])
				return { requestId, status: "duplicate", lessons: [] };
			const detail = `${source} said something else of this request before; what was said first stays`;
			return { requestId, status: "duplicate", detail, lessons: [] };
		}
		const lessons: VerdictLesson[] = verdicts(requestId, request, receivedAtMs);
		return { requestId, status: "recorded", lessons };
	};
}

/** A phone may live in another day than we do; beyond that its clock says nothing. */
const clockToleranceMs = 86_400_000;
