import type { Decision } from "./decision.ts";
import type { PreparedCandidates } from "./prepared_candidates.ts";

/** The policies, by name. */
export type PolicyName =
	| "mdinference"
	| "static-greedy"
	| "static-latency"
	| "static-accuracy"
	| "pure-random"
	| "related-random"
	| "related-accurate"
	| "value"
	| "clairvoyant";

/** How long an answer may take from the server to the client, after what is known of the request. */
export interface Downlink {
	/**
	 * P(downlink <= ms).
	 *
	 * @param ms any number; a negative one gives 0
	 * @returns a probability, which never falls as `ms` grows
	 */
	within(ms: number): number;
}

/** What will happen, which only a simulator knows. Times in milliseconds. */
export interface Truth {
	/** Network time of the request but for what `executionMs` holds. */
	networkMs: number;
	/** Time from the request's arrival until the answer of the model of this index leaves, or is back. */
	executionMs(index: number): number;
}

/** What a policy is told of a request. Times in milliseconds. A caller may reuse one object for many requests. */
export interface PolicyRequest {
	/** Tsla; infinite where there is none. */
	slaMs: number;
	/** Tbudget = Tsla - Tnw, less an expected wait; may be negative. */
	budgetMs: number;
	/** The SLA less the time that has passed and the expected wait: for service and downlink. Default: the budget. */
	remainingMs?: number | undefined;
	/** A of the device's own model, which answers if the cloud is late; 0, the default, without a copy on a device. */
	deviceAccuracy?: number | undefined;
	/** What is known of the way down. Default: it takes `remainingMs - budgetMs`, as the printed policy assumes. */
	downlink?: Downlink | undefined;
	/** Standard deviation of the wait, unless the time left is shorter for it already. Default: 0. */
	waitStdMs?: number | undefined;
	/** For `clairvoyant` only. */
	truth?: Truth | undefined;
}

/** A way of choosing a model. Policies keep no state. */
export interface Policy {
	/** Its name. */
	readonly name: PolicyName;
	/**
	 * Gives every candidate its probability. Allocates nothing.
	 *
	 * @param models what there is to choose from
	 * @param request a request that {@link weigh} has checked
	 * @param decision where the result goes, which {@link weigh} has cleared
	 */
	weigh(models: PreparedCandidates, request: PolicyRequest, decision: Decision): void;
}
