/**
 * Version 3: `drift_timeline` says nothing of before and after where a device's copy drifted. Versions of profiles are of the
 * cloud's models, and the view gave theirs for a device's model of the same name.
 */
export const version3 = `
DROP VIEW drift_timeline;

CREATE VIEW drift_timeline AS
-- Alarms, oldest first, with what was known of the cloud's model before and after; of a device's see evidence.
SELECT
	strftime('%Y-%m-%dT%H:%M:%fZ', e.at_ms / 1000.0, 'unixepoch') AS at, e.at_ms, e.host, e.task, e.model, e.place, e.scope,
	e.detector, e.direction, e.statistic, e.threshold, e.samples, e.recent, e.profile_version,
	b.mean_ms AS mean_ms_before,
	n.mean_ms AS mean_ms_after,
	b.accuracy AS accuracy_before,
	n.accuracy AS accuracy_after,
	e.evidence
FROM drift_events AS e
LEFT JOIN profile_versions AS b ON e.place = 'cloud' AND b.id = (
	SELECT p.id FROM profile_versions AS p WHERE p.host = e.host AND p.task = e.task AND p.model = e.model
		AND p.version < e.profile_version ORDER BY p.version DESC LIMIT 1)
LEFT JOIN profile_versions AS n
	ON e.place = 'cloud' AND n.host = e.host AND n.task = e.task AND n.model = e.model AND n.version = e.profile_version
ORDER BY e.at_ms, e.id;
`;
