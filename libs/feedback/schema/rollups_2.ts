/** Counters that are written with the rows, in the same transaction. They outlive the rows. */
export const rollupsOfVersion2 = `
CREATE TABLE request_hours (
	-- Sums of request_facts by hour of the decision. Rows outlive the requests that retention deletes.
	task TEXT NOT NULL,
	hour_ms INTEGER NOT NULL,         -- begin of the hour (UTC), milliseconds since 1970
	policy TEXT NOT NULL,             -- that chose
	model TEXT NOT NULL,              -- the chosen model
	requests INTEGER NOT NULL DEFAULT 0,
	infeasible INTEGER NOT NULL DEFAULT 0,     -- no model fitted the budget
	explored INTEGER NOT NULL DEFAULT 0,       -- chosen to learn
	ran INTEGER NOT NULL DEFAULT 0,            -- the cloud's run ended with an answer
	failed INTEGER NOT NULL DEFAULT 0,         -- it failed
	abandoned INTEGER NOT NULL DEFAULT 0,      -- it was given up
	within_budget INTEGER NOT NULL DEFAULT 0,  -- the cloud's answer left within the budget
	service_us INTEGER NOT NULL DEFAULT 0,     -- sum of service times of those that ran, in microseconds
	reported INTEGER NOT NULL DEFAULT 0,       -- the client said what became of it
	on_time INTEGER NOT NULL DEFAULT 0,        -- of those: the user had an answer at the deadline
	by_cloud INTEGER NOT NULL DEFAULT 0,       -- of those: the cloud's
	by_device INTEGER NOT NULL DEFAULT 0,      -- of those: the device's
	late_cloud INTEGER NOT NULL DEFAULT 0,     -- of those: the cloud's answer came after the deadline
	elapsed_us INTEGER NOT NULL DEFAULT 0,     -- sum of end-to-end times of those reported, in microseconds
	labelled INTEGER NOT NULL DEFAULT 0,       -- it is known whether the user's answer was right
	answered_right INTEGER NOT NULL DEFAULT 0, -- of those: it was
	labelled_reported INTEGER NOT NULL DEFAULT 0,  -- of those reported: known whether the user had a right answer
	right_on_time INTEGER NOT NULL DEFAULT 0,      -- of those: right and on time
	PRIMARY KEY (task, hour_ms, policy, model)
) STRICT, WITHOUT ROWID;

CREATE TABLE latency_days (
	-- Times by day and model, counted into buckets whose edges are about 10 % apart.
	task TEXT NOT NULL,
	day_ms INTEGER NOT NULL,          -- begin of the day (UTC), milliseconds since 1970
	model TEXT NOT NULL,
	place TEXT NOT NULL,              -- cloud or device
	measure TEXT NOT NULL,            -- service (warm runs), cold (first runs), queue, or end-to-end (as the user saw it)
	upto_us INTEGER NOT NULL,         -- upper edge of the bucket, in microseconds
	runs INTEGER NOT NULL DEFAULT 0,
	total_us INTEGER NOT NULL DEFAULT 0,  -- their sum, in microseconds
	PRIMARY KEY (task, day_ms, model, place, measure, upto_us)
) STRICT, WITHOUT ROWID;

CREATE TABLE verdict_days (
	-- Right and wrong answers by day of the request and model.
	task TEXT NOT NULL,
	day_ms INTEGER NOT NULL,          -- begin of the day (UTC), milliseconds since 1970
	model TEXT NOT NULL,
	place TEXT NOT NULL,              -- cloud or device
	source TEXT NOT NULL,             -- who labelled
	labelled INTEGER NOT NULL DEFAULT 0,
	correct INTEGER NOT NULL DEFAULT 0,
	PRIMARY KEY (task, day_ms, model, place, source)
) STRICT, WITHOUT ROWID;
`;
