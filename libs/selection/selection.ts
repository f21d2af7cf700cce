import type { Random } from "@mdinference/stats";

/** A model that could have been chosen. */
export interface WeighedCandidate {
	/** Its name. */
	readonly model: string;
	/** U(m), equation (3) of the paper, not below 0. */
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
	/** Name of the base model of stage one. */
	readonly baseModel: string;
	/** The exploration set, the base model first. */
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
