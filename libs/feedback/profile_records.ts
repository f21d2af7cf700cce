/** One version of a model's profile: a row of the table `profile_versions`. */
export interface ProfileVersionRecord {
	/** The gateway that learned it, by a name that lasts over restarts. */
	host: string;
	/** Name of the task. */
	task: string;
	/** Name of the model. */
	model: string;
	/** Version of the task's profiles from which on this was known. The first one recorded stays. */
	version: number;
	/** Why there is a new version. */
	cause: "start" | "refresh" | "drift" | "rollback" | "pin" | "unpin";
	/** When it was published, in milliseconds since 1970. */
	atMs: number;
	/** mu: mean service time, in milliseconds; null without samples. */
	meanMs: number | null;
	/** sigma: standard deviation of the service time, in milliseconds; null without samples. */
	stdMs: number | null;
	/** 95th percentile of the service time, in milliseconds; null without samples. */
	p95Ms: number | null;
	/** Effective number of service times. */
	samples: number;
	/** A(m), in [0, 1]. */
	accuracy: number;
	/** Effective number of labels. */
	labels: number;
	/** Why, as plain JSON; null where the cause says it all. */
	evidence: object | null;
	/** All that restores this profile, as plain JSON; null where it cannot be rolled back to. */
	state: object | null;
	/** For what somebody did (rollback, pin, unpin): its place in the order of learning; else null. */
	seq: number | null;
}

/** One alarm of a change detector: a row of the table `drift_events`. */
export interface DriftEventRecord {
	/** A UUID; the same event twice is recorded once. */
	eventId: string;
	/** The gateway that noticed, by a name that lasts over restarts. */
	host: string;
	/** Name of the task. */
	task: string;
	/** Name of the model; null where all changed at once. */
	model: string | null;
	/** Where the model runs. */
	place: "cloud" | "device";
	/** What changed; `host`: all models at once. */
	scope: "accuracy" | "service" | "queue" | "host";
	/** Name of the detector. */
	detector: string;
	/** Which way. */
	direction: "up" | "down";
	/** The detector's statistic at the alarm. */
	statistic: number;
	/** The threshold that it reached. */
	threshold: number;
	/** Samples that the detector had seen. */
	samples: number;
	/** Newest samples that belong to the new regime, by its best guess. */
	recent: number;
	/** Version of the task's profiles that the alarm made; null where it made none. */
	profileVersion: number | null;
	/** When, in milliseconds since 1970. */
	atMs: number;
	/** What it looked like before and after, as plain JSON; null where there is nothing to add. */
	evidence: object | null;
}

/** All that a gateway had learned at a moment: a row of the table `checkpoints`, of which the newest two are kept. */
export interface CheckpointRecord {
	/** The gateway, by a name that lasts over restarts. */
	host: string;
	/** The last event that is in it, from {@link OutcomeLog.nextSeq}. */
	seq: number;
	/** When, in milliseconds since 1970. */
	atMs: number;
	/** The state, as plain JSON. */
	state: object;
}
