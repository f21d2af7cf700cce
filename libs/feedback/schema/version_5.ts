/** Of the label that counts. Not a join: SQLite leaves out what a query does not ask for only where it is sure of one row. */
const ofBestLabel = (expression: string) =>
	`(SELECT ${expression} FROM labels WHERE decision_id = d.id ORDER BY weight DESC, source LIMIT 1)`;

/** Where no copy was named most clients report nothing, and the cloud's answer is taken for the user's. */
const answeredLabel =
	"CASE coalesce(a.answered_by, iif(d.device_model IS NULL, 'cloud', NULL)) " +
	"WHEN 'cloud' THEN c.top_label WHEN 'device' THEN v.top_label END";

/**
 * Version 5: a decision keeps what the policy `value` was told besides the budget, but for how long the way down may take: what was
 * left for service and way down, the accuracy of the device's model, and how much the wait may vary.
 */
export const version5: string = `
ALTER TABLE decisions ADD COLUMN wait_std_ms REAL /* -- wait_ms is the mean wait and two of these */;
ALTER TABLE decisions ADD COLUMN remaining_ms REAL /* -- sla_ms less the time that had passed, the mean wait and overhead_ms: for
	service and way down; NULL: the request named no client, or the row is of an older version */;
ALTER TABLE decisions ADD COLUMN device_accuracy REAL /* -- accuracy of device_model as it was known, in [0, 1]; NULL: it was not, or
	there is no copy */;

DROP VIEW requests;

CREATE VIEW requests AS
-- One wide row per request: the decision, its runs in the cloud and on the device, the answer, and what was said of it.
SELECT
	d.id, d.request_id, d.task,
	strftime('%Y-%m-%dT%H:%M:%fZ', d.decided_at_ms / 1000.0, 'unixepoch') AS decided_at,  -- UTC
	d.decided_at_ms,
	d.policy, d.sla_ms, d.network_ms, d.network_source, d.upload_ms, d.wait_ms, d.wait_std_ms, d.overhead_ms, d.budget_ms,
	d.remaining_ms, d.device_accuracy,
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
`;
