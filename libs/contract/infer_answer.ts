import { z } from "zod";

/** Where an estimate of the network time came from, best first. */
export type NetworkSource = "client" | "clock" | "upload";

/** A model that could have been chosen, and with which probability it would have been. */
export interface CandidateView {
	/** Name of the model. */
	model: string;
	/** U(m), equation (3) of the paper, not below 0. */
	utility: number;
	/** Pr(m), in [0, 1]; those of a decision sum to 1. */
	probability: number;
}

/** A comparison of policies on live traffic that a decision was part of. */
export interface ExperimentView {
	/** Its name. */
	name: string;
	/** The arm that the request fell into: the name of its policy. */
	arm: string;
	/** The policies of all arms. */
	policies: string[];
}

/** Why a model was chosen. */
export interface DecisionView {
	/** Name of the policy. */
	policy: string;
	/** Tsla, in milliseconds. */
	slaMs: number;
	/** Tnw, the estimated network time both ways, in milliseconds, at most `slaMs`. */
	networkMs: number;
	/** Where the estimate came from. */
	networkSource: NetworkSource;
	/** Expected wait for a worker that was taken from the budget, in milliseconds. */
	waitMs: number;
	/** Expected decoding and the like that was taken from the budget, in milliseconds. */
	overheadMs: number;
	/** Tbudget = Tsla - Tnw, less wait and overhead, in milliseconds. */
	budgetMs: number;
	/** Version of the task's profiles that was chosen from. */
	profileVersion: number;
	/** Whether the model was chosen to learn of it, and not by the policy. */
	explored: boolean;
	/** The experiment that dealt the policy; absent outside one. */
	experiment?: ExperimentView | undefined;
	/** The base model of stage one. */
	baseModel: string;
	/** What the policy weighed or exploration could have drawn, the base model first: of the paper's policy its exploration set. */
	candidates: CandidateView[];
	/** Probability with which the chosen model was chosen: its propensity. */
	probability: number;
	/** No model fitted the budget: the fastest was taken. */
	infeasible: boolean;
	/** Network time, wait and overhead left nothing of the SLA: `budgetMs` is 0 or less. */
	budgetExhausted: boolean;
}

/** Where the server's time went, in milliseconds. */
export interface Timing {
	/** From the headers to the last byte of the body. Not part of the total: it is network time. */
	uploadMs: number;
	/** Waiting for a worker. */
	queueMs: number;
	/** Decoding and resizing the image. */
	decodeMs: number;
	/** The model's service time. */
	inferenceMs: number;
	/** From the body's last byte to the answer. */
	totalMs: number;
}

/** A class and its probability. */
export interface LabelProbability {
	/** Name of the class. */
	label: string;
	/** Calibrated probability, in [0, 1]. */
	probability: number;
}

/** The answer to `POST /v1/tasks/{task}/infer`. */
export interface InferAnswer {
	/** The client's id, or one that the gateway made. */
	requestId: string;
	/** The model that answered. */
	model: {
		/** Its name. */
		name: string;
		/** The version of its weights. */
		version: string;
	};
	/** The five most probable labels, best first; all of them where the task has fewer. */
	labels: LabelProbability[];
	/** Why this model. */
	decision: DecisionView;
	/** Where the time went. */
	timing: Timing;
}

const fraction = z.number().min(0).max(1);
const ms = z.number().nonnegative();

/**
 * Parses the answer to an inference.
 *
 * @example
 * ```ts
 * import { InferAnswer } from "@mdinference/contract";
 *
 * if (InferAnswer.safeParse({ labels: [] }).success) throw new Error("an answer names its model");
 * ```
 */
export const InferAnswer: z.ZodType<InferAnswer> = z.object({
	requestId: z.uuid(),
	model: z.object({ name: z.string(), version: z.string() }),
	labels: z.array(z.object({ label: z.string(), probability: fraction })).min(1),
	decision: z.object({
		policy: z.string(),
		slaMs: ms,
		networkMs: ms,
		networkSource: z.enum(["client", "clock", "upload"]),
		waitMs: ms,
		overheadMs: ms,
		budgetMs: z.number(),
		profileVersion: z.int().nonnegative(),
		explored: z.boolean(),
		experiment: z.object({ name: z.string(), arm: z.string(), policies: z.array(z.string()) }).optional(),
		baseModel: z.string(),
		candidates: z.array(
			z.object({ model: z.string(), utility: z.number().nonnegative(), probability: fraction }),
		),
		probability: fraction,
		infeasible: z.boolean(),
		budgetExhausted: z.boolean(),
	}),
	timing: z.object({ uploadMs: ms, queueMs: ms, decodeMs: ms, inferenceMs: ms, totalMs: ms }),
});
