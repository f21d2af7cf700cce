import { latencyEdgesUs } from "./latency_edges.ts";
import { rollupsOfVersion2 } from "./rollups_2.ts";
import { viewsOfVersion2 } from "./views_2.ts";

/**
 * Version 2: what clients report and say, versions of profiles, drift, checkpoints, the order of learning, rollups.
 * `ALTER TABLE` keeps a comment only inside the column's definition, hence the other kind of comments there.
 */
const tables = `
DROP VIEW model_usage;
DROP VIEW requests;
DROP INDEX executions_learned_from;

ALTER TABLE decisions ADD COLUMN host TEXT /* -- the gateway that chose; profile versions count by host */;
ALTER TABLE decisions ADD COLUMN profile_version INTEGER /* -- the task's profile version that was chosen from: what was
	known of a model is its newest row in profile_versions at or below it. The column profiles is empty from then on */;
ALTER TABLE decisions ADD COLUMN wait_ms REAL NOT NULL /* -- predicted wait in the queue, taken from the budget */ DEFAULT 0;
ALTER TABLE decisions ADD COLUMN overhead_ms REAL NOT NULL /* -- predicted decoding and the like, taken from the budget */
	DEFAULT 0;
ALTER TABLE decisions ADD COLUMN explored INTEGER NOT NULL /* -- 1: chosen to learn, not by the policy */ DEFAULT 0;
ALTER TABLE decisions ADD COLUMN experiment TEXT /* -- name of the experiment that split the requests; NULL: none did */;
ALTER TABLE decisions ADD COLUMN arm TEXT /* -- the arm of the experiment that this request fell into */;
ALTER TABLE decisions ADD COLUMN arm_policies TEXT /* -- JSON ["..."]: the policies of all arms of the experiment */;
CREATE INDEX decisions_by_time ON decisions (decided_at_ms);

ALTER TABLE executions ADD COLUMN censored INTEGER NOT NULL /* -- 1: given up, so the times that it has are lower bounds */ DEFAULT 0;
ALTER TABLE executions ADD COLUMN provider TEXT /* -- what computed it on a device, e.g. wasm */;
ALTER TABLE executions ADD COLUMN seq INTEGER /* -- place in the order in which host learned; NULL: not learned from */;
UPDATE executions SET censored = 1 WHERE status = 'abandoned';
-- Files of version 1 have no checkpoint: what a start then learned from is learned from again.
UPDATE executions SET seq = id WHERE id IN (
	SELECT id FROM (
		SELECT id, row_number() OVER (PARTITION BY host, task, model, sha256 ORDER BY id DESC) AS age
		FROM executions
		WHERE place = 'cloud' AND status = 'ok' AND service_ms IS NOT NULL AND host IS NOT NULL
	) WHERE age <= 500
);
CREATE INDEX executions_replay ON executions (host, seq) WHERE seq IS NOT NULL;
CREATE INDEX executions_profiling ON executions (started_at_ms) WHERE cause = 'profiling';

CREATE TABLE answers (
	-- What the client reported of a request. What was reported first stays; a second report may add the cloud's answer.
	id INTEGER PRIMARY KEY,           -- decisions.id
	answered_by TEXT NOT NULL CHECK (answered_by IN ('cloud', 'device', 'none')),  -- whose answer the user got
	reason TEXT NOT NULL,             -- the client's: cloud-in-time, deadline (the device's, ready by then), ...
	elapsed_ms REAL NOT NULL CHECK (elapsed_ms BETWEEN 0 AND 3600000),  -- end to end, as the user saw it
	on_time INTEGER NOT NULL,         -- 1: there was an answer at the deadline
	started_at_ms INTEGER NOT NULL,   -- by the client's clock
	received_at_ms INTEGER NOT NULL,  -- when the report came, milliseconds since 1970
	cloud_status TEXT,                -- in-time, late or failed; NULL: not known (yet)
	cloud_elapsed_ms REAL CHECK (cloud_elapsed_ms BETWEEN 0 AND 3600000),  -- from the client's start to the cloud's answer
	cloud_network_ms REAL CHECK (cloud_network_ms BETWEEN 0 AND 3600000)   -- of that the network, by the client's measure
) STRICT;

CREATE TABLE labels (
	-- What somebody said of the answer to a request, once a source. Never changed once written.
	decision_id INTEGER NOT NULL,     -- decisions.id
	source TEXT NOT NULL,             -- who said so, e.g. user
	label TEXT,                       -- the right label; NULL where only right or wrong was said
	correct INTEGER,                  -- 1: the answer that the user got was right; NULL where the label was given
	weight REAL NOT NULL,             -- trust in the source when it came, in (0, 1]
	labelled_at_ms INTEGER NOT NULL,  -- by the sender's clock, milliseconds since 1970
	received_at_ms INTEGER NOT NULL,  -- by the gateway's clock
	PRIMARY KEY (decision_id, source)
) STRICT, WITHOUT ROWID;

CREATE TABLE verdicts (
	-- What a label says of one model's answer. A request that ran in two places can have two.
	decision_id INTEGER NOT NULL,     -- decisions.id
	source TEXT NOT NULL,             -- labels.source
	place TEXT NOT NULL,              -- cloud or device: whose answer is judged
	task TEXT NOT NULL,
	model TEXT NOT NULL,              -- the model that answered
	sha256 TEXT,                      -- of its file; NULL on a device
	correct INTEGER NOT NULL,         -- 1: right
	weight REAL NOT NULL,             -- labels.weight
	at_ms INTEGER NOT NULL,           -- when it became known, milliseconds since 1970
	host TEXT NOT NULL,               -- the gateway that was told
	seq INTEGER,                      -- place in the order in which host learned; NULL: not learned from yet
	PRIMARY KEY (decision_id, source, place)
) STRICT, WITHOUT ROWID;
CREATE INDEX verdicts_replay ON verdicts (host, seq) WHERE seq IS NOT NULL;
CREATE INDEX verdicts_unlearned ON verdicts (host) WHERE seq IS NULL;

CREATE TABLE profile_versions (
	-- What was known of a model from a version of its task's profiles on; versions without a row changed other models.
	id INTEGER PRIMARY KEY,
	host TEXT NOT NULL,               -- the gateway that learned it
	task TEXT NOT NULL,
	model TEXT NOT NULL,
	version INTEGER NOT NULL,         -- of the task's profiles: decisions.profile_version
	cause TEXT NOT NULL,              -- start, refresh, drift, rollback, pin or unpin
	at_ms INTEGER NOT NULL,           -- when it was published, milliseconds since 1970
	mean_ms REAL,                     -- mu: mean service time; NULL: without samples
	std_ms REAL,                      -- sigma: its standard deviation
	p95_ms REAL,                      -- its 95th percentile
	samples REAL NOT NULL,            -- effective number of service times behind them
	accuracy REAL NOT NULL,           -- A(m), in [0, 1]
	labels REAL NOT NULL,             -- effective number of labels behind it
	evidence TEXT,                    -- JSON: why, e.g. the alarm
	state TEXT,                       -- JSON to restore this profile; of refreshes only the last of an hour keeps it
	seq INTEGER,                      -- of rollback, pin and unpin: place in the order of learning
	UNIQUE (host, task, model, version)
) STRICT;
CREATE INDEX profile_versions_replay ON profile_versions (host, seq) WHERE seq IS NOT NULL;
CREATE INDEX profile_versions_by_time ON profile_versions (at_ms);

CREATE TABLE drift_events (
	-- One row per alarm of a change detector.
	id INTEGER PRIMARY KEY,
	event_id TEXT NOT NULL UNIQUE,    -- a UUID of the gateway's
	host TEXT NOT NULL,
	task TEXT NOT NULL,
	model TEXT,                       -- NULL: all models at once
	place TEXT NOT NULL,              -- cloud or device
	scope TEXT NOT NULL,              -- what changed: accuracy, service, queue or host (all models at once)
	detector TEXT NOT NULL,           -- e.g. e-detector, cusum
	direction TEXT NOT NULL,          -- up or down
	statistic REAL NOT NULL,          -- the detector's, at the alarm
	threshold REAL NOT NULL,          -- that it reached
	samples INTEGER NOT NULL,         -- that the detector had seen
	recent INTEGER NOT NULL,          -- newest samples that belong to the new regime, by its best guess
	profile_version INTEGER,          -- the version that the alarm made
	at_ms INTEGER NOT NULL,           -- milliseconds since 1970
	evidence TEXT                     -- JSON: what it looked like before and after
) STRICT;

CREATE TABLE checkpoints (
	-- All that a gateway had learned at a moment; the newest two of a host are kept.
	host TEXT NOT NULL,
	seq INTEGER NOT NULL,             -- all events up to this one are in it
	at_ms INTEGER NOT NULL,           -- milliseconds since 1970
	state TEXT NOT NULL,              -- JSON
	PRIMARY KEY (host, seq)
) STRICT, WITHOUT ROWID;
`;

/** The whole step. */
export const version2: string = [tables, rollupsOfVersion2, viewsOfVersion2, fillRollups()].join("\n");

function fillRollups(): string {
	const edges = latencyEdgesUs.join(",");
	const edge = `(SELECT min(value) FROM json_each('[${edges}]') WHERE value >= min(us, 3600000000))`;
	return `
INSERT INTO request_hours (task, hour_ms, policy, model, requests, infeasible, explored, ran, failed, abandoned,
	within_budget, service_us)
SELECT task, hour_ms, policy, model, sum(requests), sum(infeasible), sum(explored), sum(ran), sum(failed),
	sum(abandoned), sum(within_budget), sum(service_us)
FROM request_facts GROUP BY task, hour_ms, policy, model;

INSERT INTO latency_days (task, day_ms, model, place, measure, upto_us, runs, total_us)
SELECT task, day_ms, model, place, measure, ${edge} AS upto, count(*), sum(us)
FROM (
	SELECT task, started_at_ms / 86400000 * 86400000 AS day_ms, model, place,
		iif(cold, 'cold', 'service') AS measure, CAST(round(service_ms * 1000) AS INTEGER) AS us
	FROM executions WHERE status = 'ok' AND service_ms IS NOT NULL
	UNION ALL
	SELECT task, started_at_ms / 86400000 * 86400000, model, place, 'queue', CAST(round(queue_ms * 1000) AS INTEGER)
	FROM executions WHERE status = 'ok' AND queue_ms IS NOT NULL
)
GROUP BY task, day_ms, model, place, measure, upto;
`;
}
