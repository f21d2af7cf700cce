import type { OutcomeReport } from "@mdinference/contract";
import type { Database } from "better-sqlite3";
import type { RequestCounter } from "./count_requests.ts";

/** Policy of a request that no gateway saw: none chose. */
export const noPolicy = "none";

/** Takes a request in that only its client knows of; says whether it did. */
export type UnseenInserter = (report: OutcomeReport, receivedAtMs: number) => boolean;

/**
 * Prepares the function that gives a request which no gateway saw a row of its own, under the policy `none`: the phone was
 * offline, or asked nobody, and its user had an answer or none all the same. There is nothing but the client's word for it,
 * so it is counted and kept, and nothing is learned from it; of tasks that are not served nothing is taken.
 *
 * @param context counts requests; the served tasks
 */
export function unseenInserter(
	database: Database,
	{ requests, tasks }: { requests: RequestCounter; tasks: { has(task: string): boolean } },
): UnseenInserter {
	const insert = database.prepare(`INSERT INTO decisions
		(request_id, task, decided_at_ms, policy, sla_ms, network_ms, network_source, upload_ms, budget_ms, base_model, model,
			model_version, probability, infeasible, budget_exhausted, device_model, candidates, profiles)
		VALUES (?, ?, ?, '${noPolicy}', ?, 0, 'none', 0, ?, 'none', 'none', '', 1, 0, 0, ?, '[]', '')`);
	return (report, receivedAtMs) => {
		const { requestId, task, startedAtMs, slaMs, device } = report;
		if (!wasNeverSent(report) || !tasks.has(task)) return false;
		const decidedAtMs = Math.round(Math.min(startedAtMs, receivedAtMs));
		insert.run(requestId, task, decidedAtMs, slaMs, slaMs, device?.model ?? null);
		requests.began(requestId);
		return true;
	};
}

/** A client that waits for the cloud, or heard from it, speaks of a request that a gateway must know. */
function wasNeverSent({ answeredBy, reason, cloud }: OutcomeReport): boolean {
	if (answeredBy === "cloud") return false;
	return cloud === undefined ? reason === "only-device" || reason === "nobody" : cloud.status === "failed";
}
