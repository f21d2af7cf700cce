import type { ItemStatus } from "@mdinference/contract";
import type { Database } from "better-sqlite3";
import { noPolicy } from "./insert_unseen.ts";
import type { ItemOutcome } from "./reports.ts";

/** A request that something is said of. */
export interface FoundRequest {
	/** `decisions.id`. */
	id: number;
	/** Name of the task. */
	task: string;
	/** When its model was chosen, in milliseconds since 1970. */
	decidedAtMs: number;
	/** The chosen model. */
	model: string;
	/** Tsla, in milliseconds. */
	slaMs: number;
	/** The model that runs the copy on the device, by the request or by a report; null where none was named. */
	deviceModel: string | null;
	/** 1: a gateway chose its model; 0: there is only the client's word for it, see `insert_unseen.ts`. */
	seen: 0 | 1;
}

/**
 * Finds a request, or says why nothing can be said of it.
 *
 * @param requestId its id
 * @param receivedAtMs when something was said of it
 * @param claimedAtMs when the sender says that was, or that the request was sent; undefined where it does not say
 */
export type RequestFinder = (
	requestId: string,
	receivedAtMs: number,
	claimedAtMs: number | undefined,
) => FoundRequest | ItemOutcome;

/**
 * Prepares the finder.
 *
 * @param database an open outcome log
 * @param horizonMs how long requests are kept
 */
export function requestFinder(database: Database, horizonMs: number): RequestFinder {
	const find = database.prepare<[string], FoundRequest>(
		`SELECT id, task, decided_at_ms AS decidedAtMs, model, sla_ms AS slaMs, device_model AS deviceModel,
			policy <> '${noPolicy}' AS seen
		FROM decisions WHERE request_id = ?`,
	);
	return (requestId, receivedAtMs, claimedAtMs = receivedAtMs) => {
		const request = find.get(requestId);
		const oldestMs = receivedAtMs - horizonMs;
		if ((request?.decidedAtMs ?? claimedAtMs) < oldestMs) {
			const days = horizonMs / 86_400_000;
			return refused(requestId, "too-old", `requests are kept for ${days} days, and this one is older`);
		}
		return request ?? refused(requestId, "unknown-request", "no request with this id was answered here");
	};
}

/** An outcome that changed nothing. */
export function refused(requestId: string, status: ItemStatus, detail: string): ItemOutcome {
	return { requestId, status, detail, lessons: [] };
}
