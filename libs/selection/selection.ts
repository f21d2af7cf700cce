import type { Random } from "@mdinference/stats";
import type { Decision } from "./decision.ts";
import type { PreparedCandidates } from "./prepared_candidates.ts";

/** A model that could have been chosen. */
export interface WeighedCandidate {
	/** Its name. */
	readonly model: string;
	/** What the policy weighed by: U(m) of equation (3), not below 0, of the paper's; V(m) of `value`; else A(m). */
	readonly utility: number;
	/** Pr(m), in [0, 1]; those of a selection sum to 1. */
	readonly probability: number;
}

/** What a policy chose, and how it came to it. */
export interface Selection {
	/** Name of the chosen model. */
	readonly model: string;
	/** Probability with which it was chosen: its propensity. */
	readonly probability: number;
	/** Name of the model around which the others were considered: the base model of stage one. */
	readonly baseModel: string;
	/** The candidates that the policy considered, the base model first: of the paper's, its exploration set. */
	readonly candidates: readonly WeighedCandidate[];
	/** No model fitted the budget: the fastest was taken. */
	readonly infeasible: boolean;
	/** The budget was 0 or less before any model ran. */
	readonly budgetExhausted: boolean;
}

/** What a policy is told besides the candidates. */
export interface PolicyInput {
	/** Tbudget, in milliseconds; may be negative, and infinite where there is no SLA. */
	budgetMs: number;
	/** Source of the one random number that a selection draws. */
	random: Random;
}

/**
 * A decision as it is answered and logged.
 *
 * @param models what was chosen from
 * @param decision what {@link choose} wrote
 * @param chosen index of the chosen model
 *
 * @example
 * ```ts
 * import { asSelection, choose, createPolicy, makeDecision, prepareCandidates } from "@mdinference/selection";
 *
 * const models = prepareCandidates([{ name: "nano", accuracy: 0.5, meanMs: 3, stdMs: 0.1, samples: 1000 }]);
 * const decision = makeDecision(1);
 * const chosen = choose(createPolicy("mdinference"), models, { slaMs: 250, budgetMs: 2 }, 0, decision);
 * if (!asSelection(models, decision, chosen).infeasible) throw new Error("nothing runs in 2 ms");
 * ```
 */
export function asSelection(models: PreparedCandidates, decision: Decision, chosen: number): Selection {
	const { probabilities, utilities, base } = decision;
	const { order } = models;
	const view = (index: number): WeighedCandidate => ({
		model: models.candidates[index]!.name,
		utility: utilities[index]! || 0,
		probability: probabilities[index]!,
	});
	const candidates = [view(base)];
	// A plain loop: an array made of `order` by a filter would take ten times as long, on the way of every request.
	for (let place = 0; place < order.length; place++) {
		const index = order[place]!;
		const considered = !Number.isNaN(utilities[index]!) || probabilities[index]! > 0;
		if (considered && index !== base) candidates.push(view(index));
	}
	return {
		model: models.candidates[chosen]!.name,
		probability: probabilities[chosen]!,
		baseModel: candidates[0]!.model,
		candidates,
		infeasible: decision.infeasible,
		budgetExhausted: decision.budgetExhausted,
	};
}
