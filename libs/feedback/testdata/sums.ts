import type Database from "better-sqlite3";
import { latencyEdge } from "../schema/latency_edges.ts";

/** The sums as they were written with the rows, without rows of zeros. */
export function writtenSums(all: (sql: string) => unknown[]): Record<string, unknown[]> {
	return {
		hours: all("SELECT * FROM request_hours WHERE requests > 0 ORDER BY task, hour_ms, policy, model"),
		latency: all("SELECT * FROM latency_days ORDER BY task, day_ms, model, place, measure, upto_us"),
		verdicts: all("SELECT * FROM verdict_days ORDER BY task, day_ms, model, place, source"),
	};
}

/** The same sums, taken from the rows. */
export function recomputedSums(database: Database.Database): Record<string, unknown[]> {
	database.function("latency_edge", { deterministic: true }, (us) => latencyEdge(Number(us)));
	const columns = database
		.prepare("SELECT name FROM pragma_table_info('request_hours') WHERE pk = 0")
		.pluck()
		.all();
	const sums = columns.map((column) => `sum(${column}) AS ${column}`).join(", ");
	return {
		hours: database
			.prepare(
				`SELECT task, hour_ms, policy, model, ${sums} FROM request_facts GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4`,
			)
			.all(),
		latency: database.prepare(latencySql).all(),
		verdicts: database
			.prepare(
				`SELECT v.task, d.decided_at_ms / 86400000 * 86400000 AS day_ms, v.model, v.place, v.source,
					count(*) AS labelled, sum(v.correct) AS correct
				FROM verdicts AS v JOIN decisions AS d ON d.id = v.decision_id GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5`,
			)
			.all(),
	};
}

const latencySql = `
WITH times (task, at_ms, model, place, measure, ms) AS (
	SELECT task, started_at_ms, model, place, iif(cold, 'cold', 'service'), service_ms FROM executions
	WHERE status = 'ok' AND NOT censored AND service_ms IS NOT NULL
	UNION ALL
	SELECT task, started_at_ms, model, place, 'queue', queue_ms FROM executions
	WHERE status = 'ok' AND NOT censored AND queue_ms IS NOT NULL
	UNION ALL
	SELECT task, decided_at_ms, iif(answered_by = 'cloud', model, device_model), answered_by, 'end-to-end', elapsed_ms
	FROM answers JOIN decisions USING (id) WHERE answered_by <> 'none'
)
SELECT task, at_ms / 86400000 * 86400000 AS day_ms, model, place, measure,
	latency_edge(CAST(round(ms * 1000) AS INTEGER)) AS upto_us, count(*) AS runs,
	sum(CAST(round(ms * 1000) AS INTEGER)) AS total_us
FROM times GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY 1, 2, 3, 4, 5, 6`;
