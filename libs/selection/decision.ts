import { InvalidTimeError } from "./budget.ts";
import type { Policy, PolicyRequest } from "./policy.ts";
import type { PreparedCandidates } from "./prepared_candidates.ts";

/** What a policy made of a request, one place a candidate. A caller reuses one for many requests. */
export interface Decision {
	/** Pr(m); sums to 1. */
	readonly probabilities: Float64Array;
	/** What the policy weighed by; NaN for a candidate that it did not consider. */
	readonly utilities: Float64Array;
	/** Index of the model around which the others were considered. */
	base: number;
	/** No model fitted: the fastest was taken. */
	infeasible: boolean;
	/** The budget was 0 or less before any model ran. */
	budgetExhausted: boolean;
}

/** Thrown for a probability or an accuracy outside [0, 1]. */
export class InvalidShareError extends Error {
	/** Which number. */
	readonly field: string;
	/** What was given. */
	readonly value: number;

	/** Names the number and what it was. */
	constructor(field: string, value: number) {
		super(`${field} must be a number in [0, 1], not ${value}`);
		this.name = "InvalidShareError";
		this.field = field;
		this.value = value;
	}
}

/** Makes room for the decisions among `size` candidates. */
export function makeDecision(size: number): Decision {
	return {
		probabilities: new Float64Array(size),
		utilities: new Float64Array(size).fill(Number.NaN),
		base: 0,
		infeasible: false,
		budgetExhausted: false,
	};
}

/**
 * Chooses a model for a request. Allocates nothing: `decision` takes the result.
 *
 * @param policy how
 * @param models among which
 * @param request for what
 * @param uniform the one random number that a decision takes, in [0, 1)
 * @param decision overwritten with the probabilities
 * @returns the index of the chosen model; the same whatever the order in which the candidates were given
 * @throws {InvalidTimeError} for a time that is NaN or a negative SLA
 * @throws {InvalidShareError} for an accuracy of the device outside [0, 1]
 *
 * @example
 * ```ts
 * import { choose, createPolicy, makeDecision, prepareCandidates } from "@mdinference/selection";
 *
 * const models = prepareCandidates([
 * 	{ name: "small", accuracy: 0.497, meanMs: 3.2, stdMs: 0.08, samples: 1000 },
 * 	{ name: "large", accuracy: 0.826, meanMs: 112.6, stdMs: 0.34, samples: 1000 },
 * ]);
 * const decision = makeDecision(2);
 * const index = choose(createPolicy("mdinference"), models, { slaMs: 250, budgetMs: 150 }, Math.random(), decision);
 * if (index !== 1 || decision.probabilities[1] !== 1) throw new Error("the most accurate that fits");
 * ```
 */
export function choose(
	policy: Policy,
	models: PreparedCandidates,
	request: PolicyRequest,
	uniform: number,
	decision: Decision,
): number {
	weigh(policy, models, request, decision);
	if (decision.probabilities[decision.base] === 1) return decision.base;
	return draw(models, decision.probabilities, uniform);
}

/**
 * Gives every candidate its probability, without a draw: for a caller that changes them first.
 *
 * @throws as {@link choose}
 */
export function weigh(
	policy: Policy,
	models: PreparedCandidates,
	request: PolicyRequest,
	decision: Decision,
): void {
	checkRequest(request);
	clear(decision);
	decision.infeasible = false;
	decision.budgetExhausted = request.budgetMs <= 0;
	policy.weigh(models, request, decision);
}

/**
 * Draws a model by its probability, in an order that does not depend on that of the candidates.
 *
 * @param probabilities one a candidate; sum to 1
 * @param uniform a random number in [0, 1)
 * @returns an index whose probability is above 0
 */
export function draw(models: PreparedCandidates, probabilities: Float64Array, uniform: number): number {
	const { order } = models;
	let left = uniform;
	let last = order[0]!;
	for (let place = 0; place < order.length; place++) {
		const index = order[place]!;
		const probability = probabilities[index]!;
		if (probability === 0) continue;
		last = index;
		left -= probability;
		if (left < 0) return index;
	}
	return last;
}

/** Below this, a loop is faster than the call of `fill`. */
const fewModels = 64;

function clear({ probabilities, utilities }: Decision): void {
	if (probabilities.length >= fewModels) {
		probabilities.fill(0);
		utilities.fill(Number.NaN);
		return;
	}
	for (let index = 0; index < probabilities.length; index++) {
		probabilities[index] = 0;
		utilities[index] = Number.NaN;
	}
}

function checkRequest({ slaMs, budgetMs, remainingMs, deviceAccuracy = 0 }: PolicyRequest): void {
	if (!(slaMs >= 0)) throw new InvalidTimeError("slaMs", slaMs);
	if (Number.isNaN(budgetMs)) throw new InvalidTimeError("budgetMs", budgetMs);
	if (remainingMs !== undefined && Number.isNaN(remainingMs)) {
		throw new InvalidTimeError("remainingMs", remainingMs);
	}
	if (!(deviceAccuracy >= 0 && deviceAccuracy <= 1)) {
		throw new InvalidShareError("deviceAccuracy", deviceAccuracy);
	}
}

/** Writes that one model is taken, for certain. */
export function takeOnly(decision: Decision, index: number, utility: number): void {
	decision.base = index;
	decision.utilities[index] = utility;
	decision.probabilities[index] = 1;
}

/** Writes that no model fits: the fastest is taken. */
export function takeFastest(models: PreparedCandidates, decision: Decision): void {
	decision.infeasible = true;
	takeOnly(decision, models.fastest, 0);
}
