import type { DecisionView } from "@mdinference/contract";
import type { LearnedRecord, Lesson } from "./lesson.ts";
import type { CheckpointRecord, DriftEventRecord, ProfileVersionRecord } from "./profile_records.ts";
import type { ItemOutcome } from "./reports.ts";

/** An experiment that splits requests between policies. */
export interface ExperimentArm {
	/** Name of the experiment. */
	name: string;
	/** The arm that this request fell into. */
	arm: string;
	/** The policies of all arms. */
	policies: readonly string[];
}

/**
 * One decision with what was known when it was made: a row of the table `decisions`. What was known of a model is its
 * newest {@link ProfileVersionRecord} of this host at or below `profileVersion`.
 */
export interface DecisionRecord extends Omit<DecisionView, "experiment"> {
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
	/** The gateway that chose, by a name that lasts over restarts. */
	host: string;
	/** Version of the task's profiles that was chosen from. */
	profileVersion: number;
	/** Predicted wait in the queue that was taken from the budget, in milliseconds. */
	waitMs: number;
	/** Of that wait one standard deviation, in milliseconds. */
	waitStdMs: number;
	/** Predicted decoding and the like that was taken from the budget, in milliseconds. */
	overheadMs: number;
	/**
	 * What the time that had passed, the mean wait and the overhead left of the SLA for service and way down, in milliseconds;
	 * null where the request named no client.
	 */
	remainingMs: number | null;
	/** Accuracy of the device's model as it was known, in [0, 1]; null where it was not, or there is no copy. */
	deviceAccuracy: number | null;
	/** Whether the model was chosen to learn of it, and not by the policy. */
	explored: boolean;
	/** The experiment that the request was part of; null where there was none. */
	experiment: ExperimentArm | null;
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
	/** SHA-256 of its file, in lower-case hexadecimal; null on a device. */
	sha256: string | null;
	/** Where it ran. */
	place: "cloud" | "device";
	/** Why it ran. */
	cause: "request" | "profiling";
	/** How it ended. */
	status: "ok" | "failed" | "abandoned";
	/** Whether the run was given up, so that the times that it has are lower bounds. */
	censored: boolean;
	/** Whether this was the model's first run after loading. */
	cold: boolean;
	/** When it arrived at the queue, in milliseconds since 1970; of a device's run when the cloud decided. */
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
	/** What computed it on a device, e.g. `wasm`; null for the cloud. */
	provider: string | null;
	/** The machine that ran it, or the gateway that a device reported to, by a name that lasts over restarts. */
	host: string | null;
	/** Its place in the order of learning, from {@link OutcomeLog.nextSeq}; null where nothing was learned from it. */
	seq: number | null;
}

/** What is recorded in one call, and written in one transaction. */
export interface OutcomeRecord {
	/** The decision, where one was made. */
	decision?: DecisionRecord;
	/** The execution, where there was one. */
	execution?: ExecutionRecord;
	/** A new version of a model's profile. */
	profileVersion?: ProfileVersionRecord;
	/** An alarm. */
	drift?: DriftEventRecord;
	/** All that was learned so far. */
	checkpoint?: CheckpointRecord;
	/** That a lesson was learned, see {@link OutcomeLog.learned}. */
	learned?: LearnedRecord;
}

/** What became of a batch, in records. */
export interface BatchOutcome {
	/** Records of which at least one row is new. */
	written: number;
	/** Records whose ids were all known: nothing was changed. */
	duplicates: number;
	/** What the database said of each record that can never be written, such as a time that is not a number. */
	refusals: string[];
	/** What became of each report and label of the batch, in its order. */
	results: ItemOutcome[];
	/** What follows from runs of the batch that ended after their answer was labelled. */
	lateLessons: Lesson[];
}
