const text = (ms: string, format: string) => `strftime('${format}', ${ms} / 1000.0, 'unixepoch')`;
const hour = text("hour_ms", "%Y-%m-%dT%H:00Z");
const day = text("day_ms", "%Y-%m-%d");
const instant = (ms: string) => text(ms, "%Y-%m-%dT%H:%M:%fZ");

const answeredLabel =
	"CASE WHEN d.device_model IS NULL OR a.answered_by = 'cloud' THEN c.top_label " +
	"WHEN a.answered_by = 'device' THEN v.top_label END";

/** Not a join: SQLite leaves out what a query does not ask for only where it is sure of one row. */
const ofBestLabel = (expression: string) =>
	`(SELECT ${expression} FROM labels WHERE decision_id = d.id ORDER BY weight DESC, source LIMIT 1)`;

/** Upper edge of the first bucket at which a share of the runs of `t` is reached. */
const percentile = (share: number) => `(SELECT upto_us / 1000.0 FROM (
		SELECT upto_us, sum(runs) OVER (ORDER BY upto_us) AS seen FROM latency_days AS b
		WHERE b.task = t.task AND b.day_ms = t.day_ms AND b.model = t.model AND b.place = t.place AND b.measure = t.measure
	) WHERE seen >= ${share} * t.runs LIMIT 1)`;

/** What analysts read. Views of sums read the rollups, and answer as fast after ten million requests as after ten. */
export const viewsOfVersion2 = `
CREATE VIEW requests AS
-- One wide row per request: the decision, its runs in the cloud and on the device, the answer, and what was said of it.
SELECT
	d.id, d.request_id, d.task,
	${instant("d.decided_at_ms")} AS decided_at,  -- UTC
	d.decided_at_ms,
	d.policy, d.sla_ms, d.network_ms, d.network_source, d.upload_ms, d.wait_ms, d.overhead_ms, d.budget_ms,
	d.base_model, d.model, d.model_version, d.probability, d.infeasible, d.budget_exhausted, d.explored,
	d.experiment, d.arm, d.arm_policies, d.profile_version, d.device_model,
	c.status, c.cold, c.queue_ms, c.decode_ms, c.service_ms, c.total_ms,
	c.status = 'ok' AND c.total_ms <= d.budget_ms + d.wait_ms + d.overhead_ms AS within_budget,
	c.top_label, c.confidence, c.error,
	v.status AS device_status, v.cold AS device_cold, v.service_ms AS device_service_ms,
	v.top_label AS device_label, v.confidence AS device_confidence, v.provider AS device_provider,
	a.answered_by, a.reason, a.elapsed_ms, a.on_time,
	a.cloud_status, a.cloud_elapsed_ms, a.cloud_network_ms,
	${answeredLabel} AS answered_label,  -- what the user saw
	${ofBestLabel("label")} AS label,  -- of the most trusted source
	${ofBestLabel("source")} AS label_source,
	${ofBestLabel("labelled_at_ms")} AS labelled_at_ms,
	${ofBestLabel(`iif(label IS NULL, correct, label = ${answeredLabel})`)} AS answered_right,
	coalesce(d.host, c.host) AS host,
	d.candidates, nullif(d.profiles, '') AS profiles
FROM decisions AS d
LEFT JOIN executions AS c ON c.request_id = d.request_id AND c.place = 'cloud'
LEFT JOIN executions AS v ON v.request_id = d.request_id AND v.place = 'device'
LEFT JOIN answers AS a ON a.id = d.id;

CREATE VIEW request_facts AS
-- What each request adds to its row of request_hours.
SELECT
	request_id, task, decided_at_ms / 3600000 * 3600000 AS hour_ms, policy, model,
	1 AS requests, infeasible, explored,
	status IS 'ok' AS ran, status IS 'failed' AS failed, status IS 'abandoned' AS abandoned,
	within_budget IS 1 AS within_budget,
	iif(status IS 'ok', coalesce(CAST(round(service_ms * 1000) AS INTEGER), 0), 0) AS service_us,
	answered_by IS NOT NULL AS reported,
	on_time IS 1 AS on_time,
	answered_by IS 'cloud' AS by_cloud,
	answered_by IS 'device' AS by_device,
	cloud_status IS 'late' AS late_cloud,
	coalesce(CAST(round(elapsed_ms * 1000) AS INTEGER), 0) AS elapsed_us,
	answered_right IS NOT NULL AS labelled,
	answered_right IS 1 AS answered_right,
	answered_right IS NOT NULL AND answered_by IS NOT NULL AS labelled_reported,
	answered_right IS 1 AND on_time IS 1 AS right_on_time
FROM requests;

CREATE VIEW attainment_by_hour AS
-- The share of users that had an answer at their deadline, among the requests that a client reported.
SELECT
	task, ${hour} AS hour, policy,
	sum(requests) AS requests, sum(reported) AS reported,
	sum(on_time) * 1.0 / nullif(sum(reported), 0) AS attainment,
	sum(by_cloud) * 1.0 / nullif(sum(reported), 0) AS cloud_share,
	sum(late_cloud) AS late_cloud,
	sum(elapsed_us) / 1000.0 / nullif(sum(reported), 0) AS mean_elapsed_ms,
	sum(within_budget) * 1.0 / nullif(sum(requests), 0) AS within_budget_share,  -- all that the gateway alone can know
	sum(failed) AS failed, sum(abandoned) AS abandoned, sum(infeasible) AS infeasible
FROM request_hours GROUP BY task, hour_ms, policy;

CREATE VIEW effective_accuracy_by_hour AS
-- How often users got the right answer, and how often they got it on time.
SELECT
	task, ${hour} AS hour, policy,
	sum(labelled) AS labelled,
	sum(answered_right) * 1.0 / nullif(sum(labelled), 0) AS accuracy,
	sum(labelled_reported) AS labelled_reported,
	sum(right_on_time) * 1.0 / nullif(sum(labelled_reported), 0) AS effective_accuracy  -- right and on time
FROM request_hours GROUP BY task, hour_ms, policy;

CREATE VIEW model_usage_by_hour AS
-- How often each model was chosen, and how that went.
SELECT
	task, ${hour} AS hour, model,
	sum(requests) AS requests,
	sum(requests) * 1.0 / sum(sum(requests)) OVER (PARTITION BY task, hour_ms) AS share,
	sum(explored) AS explored,
	sum(service_us) / 1000.0 / nullif(sum(ran), 0) AS mean_service_ms,
	sum(within_budget) * 1.0 / nullif(sum(requests), 0) AS within_budget_share,
	sum(on_time) * 1.0 / nullif(sum(reported), 0) AS attainment
FROM request_hours GROUP BY task, hour_ms, model;

CREATE VIEW accuracy_by_model_and_day AS
-- Right answers of each model by day of the request, one row a source of labels.
SELECT
	task, ${day} AS day, model, place, source, labelled, correct, correct * 1.0 / labelled AS accuracy
FROM verdict_days;

CREATE VIEW latency_by_model_and_day AS
-- Times of each model by day. Percentiles are upper edges of buckets: never too low, at most 16 % too high.
SELECT
	task, ${day} AS day, model, place, measure, runs,
	total_us / 1000.0 / runs AS mean_ms,
	${percentile(0.5)} AS p50_ms,
	${percentile(0.95)} AS p95_ms,
	${percentile(0.99)} AS p99_ms
FROM (
	SELECT task, day_ms, model, place, measure, sum(runs) AS runs, sum(total_us) AS total_us
	FROM latency_days GROUP BY task, day_ms, model, place, measure
) AS t;

CREATE VIEW drift_timeline AS
-- Alarms, oldest first, with what was known of the model before and after.
SELECT
	${instant("e.at_ms")} AS at, e.at_ms, e.host, e.task, e.model, e.place, e.scope, e.detector, e.direction,
	e.statistic, e.threshold, e.samples, e.recent, e.profile_version,
	(SELECT mean_ms FROM profile_versions AS p WHERE p.host = e.host AND p.task = e.task AND p.model = e.model
		AND p.version < e.profile_version ORDER BY p.version DESC LIMIT 1) AS mean_ms_before,
	n.mean_ms AS mean_ms_after,
	(SELECT accuracy FROM profile_versions AS p WHERE p.host = e.host AND p.task = e.task AND p.model = e.model
		AND p.version < e.profile_version ORDER BY p.version DESC LIMIT 1) AS accuracy_before,
	n.accuracy AS accuracy_after,
	e.evidence
FROM drift_events AS e
LEFT JOIN profile_versions AS n
	ON n.host = e.host AND n.task = e.task AND n.model = e.model AND n.version = e.profile_version
ORDER BY e.at_ms, e.id;

CREATE VIEW profile_history AS
-- What was known of each model from when on, and why that changed.
SELECT
	task, model, version, ${instant("at_ms")} AS at, at_ms, cause, mean_ms, std_ms, p95_ms, samples, accuracy, labels,
	(SELECT n.at_ms FROM profile_versions AS n WHERE n.host = v.host AND n.task = v.task AND n.model = v.model
		AND n.version > v.version ORDER BY n.version LIMIT 1) AS until_ms,  -- NULL: still so
	state IS NOT NULL AS can_roll_back,
	evidence, host
FROM profile_versions AS v;
`;
