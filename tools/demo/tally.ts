import { cast } from "./cast.ts";
import type { Conditions } from "./conditions.ts";
import type { RequestResult } from "./messages.ts";
import type { Condition, Phase } from "./schedule.ts";

/** What some requests came to. All shares are in [0, 1], and NaN of no requests. */
export interface Tally {
	/** How many. */
	requests: number;
	/** Share that the cloud answered by the deadline: the attainment. A phone's copy keeps every deadline. */
	attainment: number;
	/** Share of the cloud's answers that were right, however late they came. */
	accuracy: number;
	/** Share that were right and given by the deadline. */
	effective: number;
	/**
	 * The same, expected: what the models that answered by the deadline are worth under the true condition. It is free of
	 * the luck of single pictures.
	 */
	worth: number;
	/** Share that exploration chose. */
	explored: number;
	/** Share that each model answered, by its name; `phone` where the cloud was late. */
	usage: Record<string, number>;
}

/** Name of the phone's own answers in {@link Tally.usage}. */
export const phoneAnswers = "phone";

/** Counts requests. */
export function tally(
	results: readonly RequestResult[],
	condition: Condition,
	{ top1 }: Pick<Conditions, "top1">,
): Tally {
	const share = (of: (result: RequestResult) => number) =>
		results.reduce((sum, result) => sum + of(result), 0) / results.length;
	const usage = Object.fromEntries(
		[...cast, phoneAnswers].map((name) => [name, share((result) => Number(answerer(result) === name))]),
	);
	return {
		requests: results.length,
		attainment: share(({ cloud }) => Number(cloud?.inTime ?? false)),
		accuracy:
			results.filter(({ cloud }) => cloud?.right).length / results.filter(({ cloud }) => cloud).length,
		effective: share(({ right, onTime }) => Number(right && onTime)),
		worth: share(({ model, onTime }) => (onTime && model !== null ? top1[condition][model]! : 0)),
		explored: share(({ cloud }) => Number(cloud?.explored ?? false)),
		usage,
	};
}

function answerer({ by, model }: RequestResult): string | null {
	return by === "device" ? phoneAnswers : model;
}

/** What is needed to say which model would be best. */
export interface Circumstances {
	/** Usual service time of each model, in milliseconds. */
	serviceMs: Readonly<Record<string, number>>;
	/** Which one becomes slow. */
	slowedModel: string;
	/** What the network and the gateway leave of the deadline, in milliseconds. */
	budgetMs: number;
	/** The usual rate, in requests a second. */
	ratePerSecond: number;
	/** Threads that run models. */
	workers: number;
}

/** Above this load of each worker the queue eats the budget. */
const mostLoad = 0.85;

/**
 * The best single model of a phase: the most accurate one under its condition that keeps the deadline and whose workers
 * keep up with the rate.
 */
export function bestModel(
	phase: Phase,
	{ top1 }: Pick<Conditions, "top1">,
	{ serviceMs, slowedModel, budgetMs, ratePerSecond, workers }: Circumstances,
): { model: string; accuracy: number } {
	const accuracies = top1[phase.condition];
	const isFit = (model: string) => {
		const timeMs = serviceMs[model]! * (model === slowedModel ? phase.slowdown : 1);
		return timeMs < budgetMs && (timeMs * ratePerSecond * phase.rate) / 1000 / workers < mostLoad;
	};
	const fit = Object.keys(accuracies).filter(isFit);
	const [model = ""] = fit.sort((a, b) => accuracies[b]! - accuracies[a]!);
	return { model, accuracy: accuracies[model] ?? 0 };
}
