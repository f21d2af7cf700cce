import type { DecisionView } from "@mdinference/contract";

/** What was known of one model when a decision was made: the inputs of equation (3) of the paper. */
export interface KnownProfile {
	/** Name of the model. */
	model: string;
	/** Version of its weights. */
	version: string;
	/** Mean service time mu(m), in milliseconds. */
	meanMs: number;
	/** Standard deviation of the service time sigma(m), in milliseconds. */
	stdMs: number;
	/** Effective number of service times behind both. */
	samples: number;
	/** A(m), in [0, 1]. */
	accuracy: number;
}

/** One decision with all that was known when it was made: a row of the table `decisions`. */
export interface DecisionRecord extends DecisionView {
	/** The request's id. The first decision recorded under an id stays; others count as duplicates. */
	requestId: string;
	/** Name of the task. */
	task: string;
	/** When the model was chosen, in milliseconds since 1970. */
	decidedAtMs: number;
	/** The chosen model. */
	model: string;
	/** The version of its weights. */
	modelVersion: string;
	/** From the request's headers to the last byte of its body, in milliseconds. */
	uploadMs: number;
	/** The model that runs the copy on the device; null where there is no copy. */
	deviceModel: string | null;
	/**
	 * Profiles of all models that could have been chosen, also of those outside the exploration set. Records that
	 * share one array send it to the writer once a batch.
	 */
	profiles: readonly KnownProfile[];
}

/** One run of a model: a row of the table `executions`. Times that were not reached are null. */
export interface ExecutionRecord {
	/**
	 * The request's id; for a profiling run a fresh UUID. The first execution recorded under an id and a place stays;
	 * others count as duplicates.
	 */
	requestId: string;
	/** Name of the task. */
	task: string;
	/** Name of the model that ran. */
	model: string;
	/** Version of its weights. */
	modelVersion: string;
	/** SHA-256 of its file, in lower-case hexadecimal. */
	sha256: string;
	/** Where it ran. */
	place: "cloud" | "device";
	/** Why it ran. */
	cause: "request" | "profiling";
	/** How it ended. The times of an `abandoned` run are lower bounds: it took at least that long. */
	status: "ok" | "failed" | "abandoned";
	/** Whether this was the model's first run after loading. */
	cold: boolean;
	/** When it arrived at the queue, in milliseconds since 1970. */
	startedAtMs: number;
	/** Waiting for a worker, in milliseconds. */
	queueMs: number | null;
	/** Decoding and resizing the image, in milliseconds. */
	decodeMs: number | null;
	/** The model's service time, in milliseconds. */
	serviceMs: number | null;
	/** From the body's last byte to the answer, in milliseconds; null for a profiling run. */
	totalMs: number | null;
	/** The most probable label. */
	topLabel: string | null;
	/** Its calibrated probability, in [0, 1]. */
	confidence: number | null;
	/** What went wrong, in words, where it did. */
	error: string | null;
	/** The machine that ran it, by a name that lasts over restarts; null where unknown. */
	host: string | null;
}

/** What is recorded in one call, and written in one transaction. */
export interface OutcomeRecord {
	/** The decision, where one was made. */
	decision?: DecisionRecord;
	/** The execution, where there was one. */
	execution?: ExecutionRecord;
}

/** What became of a batch, in records. */
export interface BatchOutcome {
	/** Records of which at least one row is new. */
	written: number;
	/** Records whose ids were all known: nothing was changed. */
	duplicates: number;
	/** What the database said of each record that can never be written, such as a time that is not a number. */
	refusals: string[];
}
