import type { CusumOptions, CusumState } from "@mdinference/drift";
import type { NetworkEstimate } from "@mdinference/network";
import type { Execution, Verdict } from "@mdinference/profile";
import type { Candidate, PolicyName, Selection } from "@mdinference/selection";
import type { TaskState } from "./controlled_task.ts";
import type { ControllerEvent, Place } from "./events.ts";
import type { Experiment, ExperimentArm } from "./experiment.ts";
import type { ExplorationOptions } from "./exploration.ts";
import type { HostState } from "./host_watch.ts";

/** A model under control. */
export interface ControlledModel {
	/** Task whose models are functionally equivalent. */
	task: string;
	/** Name, unique in the task. */
	name: string;
	/** Published top-1 accuracy, in [0, 1]. */
	accuracy: number;
}

/** What a controller is made of. */
export interface ControllerOptions {
	/** The models of all tasks. */
	models: readonly ControlledModel[];
	/** Seed of the random numbers, one of which each selection draws. */
	seed: number;
	/** Policy of requests that name none, outside an experiment. Default: `mdinference`. */
	policy?: PolicyName;
	/** Sharpness of `mdinference`. Default: 1, as the paper prints it. */
	sharpness?: number;
	/** A comparison of policies on live traffic. Default: none. */
	experiment?: Experiment | undefined;
	/** Threads that run models: one pool for all tasks. Default: 1. */
	workers?: number;
	/** Whether the predicted wait and overhead are taken from the budget. `false` is the printed policy. Default: true. */
	queueAware?: boolean;
	/** What was learned becomes known to selections at most once in this time, in milliseconds. Default: 1,000. */
	refreshEveryMs?: number;
	/**
	 * Whether selections go on with what they knew at first of models, devices' accuracies and the overhead, whatever is
	 * learned. The predicted wait is no knowledge but load, and stays live. Default: false.
	 */
	frozen?: boolean;
	/** How much is explored. */
	exploration?: ExplorationOptions;
	/** How the detectors of slower models are set. Default: for a machine that others use, too. */
	serviceDetector?: CusumOptions;
	/** Hears of versions and alarms, in the call that caused them. Must not throw. */
	onEvent?: (event: ControllerEvent) => void;
}

/** What is known of a request when its model is chosen. */
export interface SelectionRequest {
	/** Tsla, in milliseconds. */
	slaMs: number;
	/** Tinput: from the headers to the last byte of the body, in milliseconds. */
	uploadMs: number;
	/** When the last byte had arrived, in milliseconds since 1970. */
	arrivedAtMs: number;
	/** Network time of the client's previous request by its own measurement, in milliseconds. */
	previousNetworkMs?: number | undefined;
	/** When the client sent this request, by its own clock, in milliseconds. */
	sentAtMs?: number | undefined;
	/** The client's id: without it nothing is remembered of its network. */
	clientId?: string | undefined;
	/** The request's id, by which an experiment deals requests without a client. */
	requestId?: string | undefined;
	/** The model that runs a copy on the device: only then may exploration choose. */
	deviceModel?: string | undefined;
	/** The policy, where the request names one. */
	policy?: PolicyName | undefined;
}

/** A selection with all that it was made from. */
export interface ControlledSelection extends Selection {
	/** Name of the policy. */
	readonly policy: PolicyName;
	/** The experiment that dealt it; null outside one. */
	readonly experiment: ExperimentArm | null;
	/** Tnw, and where the estimate came from. */
	readonly network: NetworkEstimate;
	/** Wait for a worker that was taken from the budget, in milliseconds: its mean and two standard deviations. */
	readonly waitMs: number;
	/** Of that wait one standard deviation, in milliseconds. */
	readonly waitStdMs: number;
	/** Decoding and the like that was taken from the budget, in milliseconds: its mean and two standard deviations. */
	readonly overheadMs: number;
	/** Tbudget, in milliseconds. */
	readonly budgetMs: number;
	/**
	 * What the time that had passed, the mean wait and the overhead left of the SLA for service and way down, in milliseconds;
	 * null where the request names no client.
	 */
	readonly remainingMs: number | null;
	/** A of the device's own model as it was known; null where there is no copy, or nothing is known of its model. */
	readonly deviceAccuracy: number | null;
	/** The task's version that it was made from. */
	readonly profileVersion: number;
	/** Whether the model was chosen to learn of it, and not by the policy. */
	readonly explored: boolean;
	/** What was known of every model of the task. */
	readonly known: readonly Candidate[];
}

/** A run of a model, as a controller learns from it. */
export interface ObservedExecution extends Execution {
	/** Where it ran. Default: `cloud`. */
	place?: Place | undefined;
	/** What the request took beside queue and model, in milliseconds: decoding, mostly. */
	overheadMs?: number | undefined;
	/**
	 * Whether it ran to be measured, with no request beside it. It teaches the profile, and may bring back a service time that
	 * an alarm left. No other detector looks at it: runs of requests are slower, so that either would be a change beside the
	 * other. What it teaches is known to selections from the next version on. Default: false.
	 */
	idle?: boolean | undefined;
}

/** What somebody said of an answer. */
export interface ObservedVerdict extends Verdict {
	/** Where the model ran. Default: `cloud`. */
	place?: Place | undefined;
	/** When it became known, in milliseconds since 1970. */
	atMs: number;
}

/** All that a controller has learned of models, queue and host: plain JSON. What it knows of clients' networks is not in it. */
export interface ControllerState {
	/** Each task, by name. */
	tasks: Record<string, TaskState>;
	/** What is known of changes of all models at once. */
	host: HostState;
	/** The detector on the queue, and when it alarmed last. */
	queue: { watch: CusumState; alarmedAtMs: number | null };
}
