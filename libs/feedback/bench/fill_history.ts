import { openDatabase } from "../open_database.ts";
import { latencyEdge } from "../schema/latency_edges.ts";

/** What to fill. */
export interface HistoryOptions {
	/** The database file, which must not exist. */
	path: string;
	/** Requests. */
	rows: number;
	/** Memory for pages, in MiB: with less than the indices take (some 2 GiB for ten million) filling takes longer. */
	cacheMiB: number;
	/** When the newest of them was decided, in milliseconds since 1970. */
	untilMs: number;
	/** Called with the number of requests that came to those before. */
	progress: (more: number) => void;
}

/**
 * Fills an outcome log with 90 days of requests: 14 models, four of five requests with a copy on the device and a report,
 * one of ten with a label. Ids are spread like random ones, so that the indices are as large and as scattered as real
 * ones. SQLite makes the rows itself, a chunk a transaction, and adds what they count to the sums.
 */
export function fillHistory({ path, rows, cacheMiB, untilMs, progress }: HistoryOptions): void {
	const database = openDatabase(path);
	try {
		for (const pragma of ["journal_mode = OFF", "synchronous = OFF", "temp_store = MEMORY"]) {
			database.pragma(pragma);
		}
		database.pragma(`cache_size = -${cacheMiB * 1024}`);
		database.function("latency_edge", { deterministic: true }, (us) => latencyEdge(Number(us)));
		const fromMs = untilMs - historyMs;
		for (let first = 0; first < rows; first += chunkRows) {
			const count = Math.min(chunkRows, rows - first);
			database.exec("BEGIN; DROP TABLE IF EXISTS temp.chunk");
			database.prepare(chunkSql).run({ first, last: first + count - 1, fromMs, stepMs: historyMs / rows });
			for (const sql of [...rowsSql, ...sumsSql]) database.exec(sql);
			database.exec("COMMIT");
			progress(count);
		}
		database.exec("DROP TABLE temp.chunk");
		database.pragma("journal_mode = WAL");
	} finally {
		database.close();
	}
}

const historyMs = 90 * 86_400_000;
const chunkRows = 50_000;

/** Multiplication by an odd number walks through all values of 32 bits in an order that looks random. */
const chunkSql = `
CREATE TEMP TABLE chunk AS
WITH RECURSIVE step(n) AS (SELECT CAST(@first AS INTEGER) UNION ALL SELECT n + 1 FROM step WHERE n < @last)
SELECT
	n + 1 AS id,
	CAST(@fromMs + n * @stepMs AS INTEGER) AS at_ms,
	printf('%08x-%04x-4%03x-a%03x-%012x', n * 2654435761 & 4294967295, n * 40503 & 65535, n * 977 & 4095,
		n * 1471 & 4095, n * 2654435761 * 31 & 281474976710655) AS request_id,
	(n * 2246822519 & 4294967295) / 4294967296.0 AS u,
	(n * 3266489917 & 4294967295) / 4294967296.0 AS v,
	(n * 668265263 & 4294967295) / 4294967296.0 AS w
FROM step`;

const model = "printf('characters-model-%02d', CAST(14 * u * u AS INTEGER))";
const serviceMs = "round(0.05 + 40 * u * u * u * u + 3 * v * w, 4)";
const host = "'gateway-1'";

const rowsSql = [
	`INSERT INTO decisions (id, request_id, task, decided_at_ms, policy, sla_ms, network_ms, network_source, upload_ms,
		budget_ms, base_model, model, model_version, probability, infeasible, budget_exhausted, device_model, candidates,
		profiles, host, profile_version, wait_ms, wait_std_ms, overhead_ms, remaining_ms, device_accuracy, explored)
	SELECT id, request_id, 'characters', at_ms, iif(w < 0.05, 'value', 'mdinference'), 250, round(40 + 150 * v, 3),
		iif(v < 0.8, 'client', 'upload'), round(5 + 40 * w, 4), round(205 - 150 * v, 4), 'characters-model-00', ${model},
		'1.0.0', iif(u < 0.3, 1, 0.625), v > 0.98, 0, iif(w < 0.8, 'characters-model-13', NULL),
		printf('[{"model":"%s","utility":%.16f,"probability":%.3f}%s]', ${model}, 0.9 - u / 10, iif(u < 0.3, 1, 0.625),
			iif(u < 0.3, '', ',{"model":"characters-model-00","utility":0.61234567890123456,"probability":0.375}')),
		'', ${host}, id / 2, round(2 * v, 4), round(v * w, 4), 2.5, round(240 - 40 * w, 4),
		iif(w < 0.8, 0.71 + v / 1000, NULL), u > 0.98
	FROM chunk`,
	`INSERT INTO executions (request_id, task, model, model_version, sha256, place, cause, status, cold, started_at_ms,
		queue_ms, decode_ms, service_ms, total_ms, top_label, confidence, host, seq)
	SELECT request_id, 'characters', ${model}, '1.0.0', printf('%064d', CAST(14 * u * u AS INTEGER)), 'cloud', 'request',
		iif(v < 0.995, 'ok', 'failed'), 0, at_ms, iif(v < 0.995, round(4 * w * w, 4), NULL),
		iif(v < 0.995, round(2 + w, 4), NULL), iif(v < 0.995, ${serviceMs}, NULL), ${serviceMs} + 4,
		iif(v < 0.995, char(65 + CAST(26 * w AS INTEGER)), NULL), iif(v < 0.995, 0.5 + u / 2, NULL), ${host}, id
	FROM chunk`,
	`INSERT INTO executions (request_id, task, model, model_version, place, cause, status, cold, started_at_ms, service_ms,
		top_label, confidence, provider, host)
	SELECT request_id, 'characters', 'characters-model-13', '1.0.0', 'device', 'request', 'ok', 0, at_ms,
		round(3 + 9 * u, 3), char(65 + CAST(26 * iif(v < 0.7, w, u) AS INTEGER)), 0.4 + v / 2, 'wasm', ${host}
	FROM chunk WHERE w < 0.8`,
	`INSERT INTO answers (id, answered_by, reason, elapsed_ms, on_time, started_at_ms, received_at_ms, cloud_status,
		cloud_elapsed_ms, cloud_network_ms)
	SELECT id, iif(v < 0.9, 'cloud', 'device'), iif(v < 0.9, 'cloud-in-time', 'deadline'),
		iif(v < 0.9, round(60 + 200 * v, 2), 250.5), v < 0.89 OR v >= 0.9, at_ms - 60, at_ms + 300,
		iif(v < 0.9, 'in-time', 'late'), round(60 + 300 * v, 2), round(50 + 280 * v, 2)
	FROM chunk WHERE w < 0.8`,
	`INSERT INTO labels (decision_id, source, label, weight, labelled_at_ms, received_at_ms)
	SELECT id, 'user', char(65 + CAST(26 * iif(u < 0.9, w, v) AS INTEGER)), 0.5, at_ms + 9000, at_ms + 9100
	FROM chunk WHERE (id * 48271 & 65535) < 6554`,
	`INSERT INTO verdicts (decision_id, source, place, task, model, sha256, correct, weight, at_ms, host, seq)
	SELECT d.id, 'user', e.place, d.task, e.model, e.sha256, e.top_label = l.label, l.weight, l.received_at_ms,
		${host}, 1000000000 + 2 * d.id + (e.place = 'device')
	FROM chunk AS c JOIN labels AS l ON l.decision_id = c.id JOIN decisions AS d ON d.id = c.id
	JOIN executions AS e ON e.request_id = d.request_id AND e.top_label IS NOT NULL`,
];

const hourSums = [
	...["requests", "infeasible", "explored", "ran", "failed", "abandoned", "within_budget", "service_us"],
	...["reported", "on_time", "by_cloud", "by_device", "late_cloud", "elapsed_us"],
	...["labelled", "answered_right", "labelled_reported", "right_on_time"],
];

/** Adds to the row that is there. */
const adding = (key: string, sums: readonly string[]): string =>
	`ON CONFLICT (${key}) DO UPDATE SET ${sums.map((sum) => `${sum} = ${sum} + excluded.${sum}`).join(", ")}`;

const sumsSql = [
	`INSERT INTO request_hours (task, hour_ms, policy, model, ${hourSums.join(", ")})
	SELECT task, hour_ms, policy, model, ${hourSums.map((sum) => `sum(${sum})`).join(", ")}
	FROM request_facts WHERE request_id IN (SELECT request_id FROM chunk) GROUP BY task, hour_ms, policy, model
	${adding("task, hour_ms, policy, model", hourSums)}`,
	`INSERT INTO latency_days (task, day_ms, model, place, measure, upto_us, runs, total_us)
	SELECT task, day_ms, model, place, measure, latency_edge(us) AS edge, count(*), sum(us) FROM (
		SELECT task, started_at_ms / 86400000 * 86400000 AS day_ms, model, place, 'service' AS measure,
			CAST(round(service_ms * 1000) AS INTEGER) AS us
		FROM chunk JOIN executions USING (request_id) WHERE service_ms IS NOT NULL
		UNION ALL
		SELECT task, started_at_ms / 86400000 * 86400000, model, place, 'queue',
			CAST(round(queue_ms * 1000) AS INTEGER)
		FROM chunk JOIN executions USING (request_id) WHERE queue_ms IS NOT NULL
		UNION ALL
		SELECT task, decided_at_ms / 86400000 * 86400000, iif(answered_by = 'cloud', model, device_model), answered_by,
			'end-to-end', CAST(round(elapsed_ms * 1000) AS INTEGER)
		FROM chunk JOIN answers USING (id) JOIN decisions USING (id)
	) GROUP BY task, day_ms, model, place, measure, edge
	${adding("task, day_ms, model, place, measure, upto_us", ["runs", "total_us"])}`,
	`INSERT INTO verdict_days (task, day_ms, model, place, source, labelled, correct)
	SELECT v.task, c.at_ms / 86400000 * 86400000 AS day_ms, v.model, v.place, v.source, count(*), sum(v.correct)
	FROM chunk AS c JOIN verdicts AS v ON v.decision_id = c.id GROUP BY v.task, day_ms, v.model, v.place, v.source
	${adding("task, day_ms, model, place, source", ["labelled", "correct"])}`,
	`INSERT INTO profile_versions (host, task, model, version, cause, at_ms, mean_ms, std_ms, p95_ms, samples, accuracy,
		labels, evidence)
	SELECT ${host}, 'characters', ${model}, id / 2, iif(id % 100000 = 0, 'drift', 'refresh'), at_ms, 3.5, 0.25, 4.5, 30,
		0.9, 50, iif(id % 100000 = 0, '{"detector":"cusum"}', NULL)
	FROM chunk WHERE id % 100 = 0`,
	`INSERT INTO drift_events (event_id, host, task, model, place, scope, detector, direction, statistic, threshold,
		samples, recent, profile_version, at_ms, evidence)
	SELECT 'event-' || id, ${host}, 'characters', ${model}, 'cloud', 'service', 'cusum', 'up', 10.5, 10, 1000, 30, id / 2,
		at_ms, '{"before":3.5,"after":9}'
	FROM chunk WHERE id % 100000 = 0`,
];
