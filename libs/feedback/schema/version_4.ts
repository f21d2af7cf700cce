/** Of the label that counts. Not a join: SQLite leaves out what a query does not ask for only where it is sure of one row. */
const ofBestLabel = (expression: string) =>
	`(SELECT ${expression} FROM labels WHERE decision_id = d.id ORDER BY weight DESC, source LIMIT 1)`;

/** Where no copy was named most clients report nothing, and the cloud's answer is taken for the user's. */
const answeredLabel =
	"CASE coalesce(a.answered_by, iif(d.device_model IS NULL, 'cloud', NULL)) " +
	"WHEN 'cloud' THEN c.top_label WHEN 'device' THEN v.top_label END";

const views = `
DROP VIEW request_facts;
DROP VIEW requests;

CREATE VIEW requests AS
-- One wide row per request: the decision, its runs in the cloud and on the device, the answer, and what was said of it.
SELECT
	d.id, d.request_id, d.task,
	strftime('%Y-%m-%dT%H:%M:%fZ', d.decided_at_ms / 1000.0, 'unixepoch') AS decided_at,  -- UTC
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
	${answeredLabel} AS answered_label,  -- what the user saw; NULL: nothing, or it is not known
	${ofBestLabel("label")} AS label,  -- of the most trusted source
	${ofBestLabel("source")} AS label_source,
	${ofBestLabel("labelled_at_ms")} AS labelled_at_ms,
	iif(a.answered_by IS 'none', NULL, ${ofBestLabel(`iif(label IS NULL, correct, label = ${answeredLabel})`)}) AS answered_right,
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
	-- Whoever had no answer had no right one on time.
	answered_by IS NOT NULL AND (answered_right IS NOT NULL OR answered_by = 'none' AND label_source IS NOT NULL)
		AS labelled_reported,
	answered_right IS 1 AND on_time IS 1 AS right_on_time
FROM requests;
`;

/** Takes what labelled requests without an answer count, by the views as they are, from the sums, or adds it. */
const unanswered = (sign: "+" | "-") => `
UPDATE request_hours AS h SET
	labelled = h.labelled ${sign} f.labelled,
	answered_right = h.answered_right ${sign} f.answered_right,
	labelled_reported = h.labelled_reported ${sign} f.labelled_reported
FROM (
	SELECT task, hour_ms, policy, model, sum(labelled) AS labelled, sum(answered_right) AS answered_right,
		sum(labelled_reported) AS labelled_reported
	FROM request_facts
	WHERE request_id IN (
		SELECT d.request_id FROM labels AS l JOIN answers AS a ON a.id = l.decision_id AND a.answered_by = 'none'
			JOIN decisions AS d ON d.id = l.decision_id
	)
	GROUP BY task, hour_ms, policy, model
) AS f
WHERE h.task = f.task AND h.hour_ms = f.hour_ms AND h.policy = f.policy AND h.model = f.model;
`;

/**
 * Version 4: an answer that nobody got is neither right nor wrong. Where the client reported that there was none,
 * `answered_right` held the label against the cloud's answer if no copy was named, and believed who said "right" or "wrong". For
 * `effective_accuracy` a labelled request without an answer counts as a miss, with a copy as without. Sums of requests that are
 * still kept are put right; what was deleted before stays in the sums as it was counted.
 */
export const version4: string = [unanswered("-"), views, unanswered("+")].join("\n");
