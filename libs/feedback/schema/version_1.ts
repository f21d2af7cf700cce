/**
 * The schema as it was first released. Files of this version exist, so nothing but comments is ever changed: files that are made
 * from now on show them.
 */
export const version1: string = `
CREATE TABLE decisions (
	-- One row per request: which model was chosen, and all that was known when it was. Never changed once written.
	-- No image and nothing of an image is kept.
	id INTEGER PRIMARY KEY,           -- grows in the order of writing
	request_id TEXT NOT NULL UNIQUE,  -- the client's UUID; joins executions.request_id
	task TEXT NOT NULL,               -- e.g. characters
	decided_at_ms INTEGER NOT NULL,   -- milliseconds since 1970, the gateway's clock; the view requests has it as text
	policy TEXT NOT NULL,             -- name of the policy that chose
	sla_ms REAL NOT NULL,             -- Tsla: wanted response time
	network_ms REAL NOT NULL,         -- Tnw: estimated network time both ways
	network_source TEXT NOT NULL,     -- where the estimate came from: client, clock or upload
	upload_ms REAL NOT NULL,          -- from the request's headers to the last byte of its body
	budget_ms REAL NOT NULL,          -- Tbudget = Tsla - Tnw, less wait_ms and overhead_ms; may be negative
	base_model TEXT NOT NULL,         -- the base model of stage one
	model TEXT NOT NULL,              -- the chosen model
	model_version TEXT NOT NULL,      -- the version of its weights
	probability REAL NOT NULL,        -- with which it was chosen: its propensity, in [0, 1]
	infeasible INTEGER NOT NULL,      -- 1: no model fitted the budget, the fastest was taken
	budget_exhausted INTEGER NOT NULL,-- 1: budget_ms is 0 or less: network, wait and overhead left nothing of the SLA
	device_model TEXT,                -- runs the copy of the request on the device; NULL: there is no copy
	candidates TEXT NOT NULL,         -- JSON [{"model", "utility", "probability"}]: what the policy weighed or
	                                  -- exploration could draw, the base model first
	profiles TEXT NOT NULL            -- JSON [{"model", "version", "meanMs", "stdMs", "samples", "accuracy"}]: all models
) STRICT;

CREATE TABLE executions (
	-- One row per run of a model, for a request or to profile the model. Never changed once written.
	id INTEGER PRIMARY KEY,           -- grows in the order of writing
	request_id TEXT NOT NULL,         -- joins decisions.request_id; of a profiling run a UUID of its own
	task TEXT NOT NULL,
	model TEXT NOT NULL,
	model_version TEXT,
	sha256 TEXT,                      -- of the model's file, in lower-case hexadecimal
	place TEXT NOT NULL,              -- cloud or device
	cause TEXT NOT NULL,              -- request or profiling
	status TEXT NOT NULL,             -- ok, failed or abandoned (its times are lower bounds)
	cold INTEGER NOT NULL,            -- 1: the model's first run after loading
	started_at_ms INTEGER NOT NULL,   -- arrival at the queue, milliseconds since 1970
	queue_ms REAL,                    -- waiting for a worker
	decode_ms REAL,                   -- decoding and resizing the image
	service_ms REAL,                  -- the model's service time
	total_ms REAL,                    -- from the body's last byte to the answer
	top_label TEXT,                   -- the most probable label
	confidence REAL,                  -- its calibrated probability, in [0, 1]
	error TEXT,                       -- what went wrong, in words
	host TEXT,                        -- the machine that ran it
	UNIQUE (request_id, place)
) STRICT;

CREATE INDEX executions_learned_from
	-- Serves the one read of every start, the newest successful runs of each model on this host, without the table.
	ON executions (host, task, model, sha256, id, started_at_ms, service_ms, queue_ms, cold)
	WHERE place = 'cloud' AND status = 'ok';

CREATE VIEW requests AS
-- One wide row per request: the decision and what its execution in the cloud came to (NULL where there was none).
SELECT
	d.request_id,
	d.task,
	strftime('%Y-%m-%dT%H:%M:%fZ', d.decided_at_ms / 1000.0, 'unixepoch') AS decided_at,  -- UTC
	d.decided_at_ms,
	d.policy, d.sla_ms, d.network_ms, d.network_source, d.upload_ms, d.budget_ms,
	d.base_model, d.model, d.model_version, d.probability, d.infeasible, d.budget_exhausted, d.device_model,
	e.status, e.cold, e.queue_ms, e.decode_ms, e.service_ms, e.total_ms,
	e.status = 'ok' AND e.total_ms <= d.budget_ms AS within_budget,  -- 1: on time, as far as the gateway can know
	e.top_label, e.confidence, e.error, e.host,
	d.candidates, d.profiles
FROM decisions AS d
LEFT JOIN executions AS e ON e.request_id = d.request_id AND e.place = 'cloud';

CREATE VIEW model_usage AS
-- How often each model was chosen, by task and hour (UTC), and how that went; means are over the requests that ran.
SELECT
	task, hour, model,
	count(*) AS requests,
	count(*) * 1.0 / sum(count(*)) OVER (PARTITION BY task, hour) AS share,
	avg(service_ms) AS mean_service_ms,
	avg(within_budget) AS within_budget_share,
	sum(infeasible) AS infeasible
FROM (SELECT *, strftime('%Y-%m-%dT%H:00Z', decided_at_ms / 1000.0, 'unixepoch') AS hour FROM requests)
GROUP BY task, hour, model;
`;
