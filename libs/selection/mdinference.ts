import type { Candidate } from "./candidate.ts";
import { choose, type Decision, makeDecision } from "./decision.ts";
import { chooseBase, explorationStart, isExplored } from "./exploration_set.ts";
import type { Policy, PolicyRequest } from "./policy.ts";
import { type PreparedCandidates, prepareCandidates } from "./prepared_candidates.ts";
import { asSelection, type PolicyInput, type Selection } from "./selection.ts";

/** How the paper's policy draws. */
export interface MdinferenceOptions {
	/** g in Pr(m) proportional to U(m)^g. 1 is the paper's; larger ones favour the best utility. Default: 1. */
	sharpness?: number | undefined;
}

/** What {@link mdinference} is told. */
export interface MdinferenceInput extends PolicyInput, MdinferenceOptions {}

/** Thrown for a sharpness that is not a number above 0. */
export class InvalidSharpnessError extends Error {
	/** What was given. */
	readonly value: number;

	/** Says what it was. */
	constructor(value: number) {
		super(`sharpness must be a finite number above 0, not ${value}`);
		this.name = "InvalidSharpnessError";
		this.value = value;
	}
}

/**
 * The paper's three-stage policy: the most accurate model that fits the budget, the models that take about as long, and
 * a random choice among them weighted by utility.
 *
 * @throws {InvalidSharpnessError} for one that is not above 0
 * @see the paper, section IV-D, equations (1) to (3)
 *
 * @example
 * ```ts
 * import { choose, createMdinference, makeDecision, prepareCandidates } from "@mdinference/selection";
 *
 * const models = prepareCandidates([
 * 	{ name: "large", accuracy: 0.826, meanMs: 112.6, stdMs: 0.4, samples: 1000 },
 * 	{ name: "fictional", accuracy: 0.5, meanMs: 112.6, stdMs: 0.4, samples: 1000 },
 * ]);
 * const decision = makeDecision(2);
 * choose(createMdinference(), models, { slaMs: 250, budgetMs: 150 }, 0.5, decision);
 * if (Math.abs(decision.probabilities[1]! - 0.5 / 1.326) > 1e-12) throw new Error("37.7 % for the worse of two");
 * ```
 */
export function createMdinference(options: MdinferenceOptions = {}): Policy {
	const { sharpness = 1 } = options;
	if (!(sharpness > 0 && sharpness < Number.POSITIVE_INFINITY)) throw new InvalidSharpnessError(sharpness);
	return {
		name: "mdinference",
		weigh(models, request, decision) {
			const base = chooseBase(models, request.budgetMs, decision);
			if (base >= 0) weighSet(models, request, decision, sharpness);
		},
	};
}

/** Stages two and three: equation (3) for each of the set, normalised. */
function weighSet(
	models: PreparedCandidates,
	{ budgetMs }: PolicyRequest,
	{ base, probabilities, utilities }: Decision,
	sharpness: number,
): void {
	const { byMean } = models;
	const start = explorationStart(models, base);
	let largest = 0;
	for (let place = start; isExplored(models, base, place); place++) {
		const index = byMean[place]!;
		const value = utility(models, index, budgetMs);
		utilities[index] = value;
		if (value > largest) largest = value;
	}
	let total = 0;
	for (let place = start; isExplored(models, base, place); place++) {
		const value = utilities[byMean[place]!]!;
		if (value === 0) continue;
		// Relative to the largest, or a power of small utilities would underflow to 0.
		const weight = sharpness === 1 ? value : (value / largest) ** sharpness;
		probabilities[byMean[place]!] = weight;
		total += weight;
	}
	if (total === 0) {
		probabilities[base] = 1;
		return;
	}
	for (let place = start; isExplored(models, base, place); place++) probabilities[byMean[place]!]! /= total;
}

/** Equation (3), not below 0, and with its limits where it is undefined. */
function utility(
	{ accuracy, meanMs, likelyMs }: PreparedCandidates,
	index: number,
	budgetMs: number,
): number {
	if (budgetMs === Number.POSITIVE_INFINITY) return accuracy[index]!;
	if (budgetMs === meanMs[index]!) return 0;
	const value = (accuracy[index]! * (budgetMs - likelyMs[index]!)) / Math.abs(budgetMs - meanMs[index]!);
	return value > 0 ? value : 0;
}

/**
 * One decision of the paper's policy. Who decides often prepares the candidates once and calls {@link choose}.
 *
 * Ties for the base model go to the higher accuracy, then the smaller mu + sigma, then the name, so the order of the
 * candidates does not matter.
 *
 * @throws {NoCandidateError} for an empty list
 * @throws {InvalidCandidateError} for NaN, a negative time or an accuracy outside [0, 1]
 * @throws {InvalidTimeError} if the budget is NaN
 * @see the paper, section IV-D, equations (1) to (3)
 *
 * @example
 * ```ts
 * import { mdinference } from "@mdinference/selection";
 *
 * const models = [
 * 	{ name: "small", accuracy: 0.497, meanMs: 3.2, stdMs: 0.08, samples: 1000 },
 * 	{ name: "large", accuracy: 0.826, meanMs: 112.6, stdMs: 0.34, samples: 1000 },
 * ];
 * const ample = mdinference(models, { budgetMs: 150, random: Math.random });
 * if (ample.model !== "large" || ample.probability !== 1) throw new Error("the most accurate that fits");
 * const late = mdinference(models, { budgetMs: 2, random: Math.random });
 * if (late.model !== "small" || !late.infeasible) throw new Error("the fastest, when none fits");
 * ```
 */
export function mdinference(candidates: readonly Candidate[], input: MdinferenceInput): Selection {
	const { budgetMs, random, sharpness } = input;
	const models = prepareCandidates(candidates);
	const decision = makeDecision(candidates.length);
	const request = { slaMs: Number.POSITIVE_INFINITY, budgetMs };
	const index = choose(createMdinference({ sharpness }), models, request, random(), decision);
	return asSelection(models, decision, index);
}
