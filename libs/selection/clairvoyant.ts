import { takeFastest, takeOnly } from "./decision.ts";
import type { Policy } from "./policy.ts";

/** Thrown where a policy that knows the future is not told it. */
export class MissingTruthError extends Error {
	/** Says what is missing. */
	constructor() {
		super("the policy clairvoyant needs the truth of a request, which only a simulator has");
		this.name = "MissingTruthError";
	}
}

/**
 * The most accurate model that will answer in time, by what will happen: the upper bound of all policies where requests do
 * not wait for each other and the device's own model is no more accurate than the cloud's.
 *
 * @throws {MissingTruthError} when it weighs a request without `truth`
 *
 * @example
 * ```ts
 * import { choose, createClairvoyant, makeDecision, prepareCandidates } from "@mdinference/selection";
 *
 * const models = prepareCandidates([
 * 	{ name: "small", accuracy: 0.5, meanMs: 3, stdMs: 0.1, samples: 1000 },
 * 	{ name: "large", accuracy: 0.8, meanMs: 110, stdMs: 0.4, samples: 1000 },
 * ]);
 * const truth = { networkMs: 100, executionMs: (index: number) => [3, 140][index]! };
 * const request = { slaMs: 250, budgetMs: 200, truth };
 * if (choose(createClairvoyant(), models, request, 0, makeDecision(2)) !== 1) throw new Error("240 ms in all");
 * ```
 */
export function createClairvoyant(): Policy {
	return {
		name: "clairvoyant",
		weigh(models, { slaMs, truth }, decision) {
			if (truth === undefined) throw new MissingTruthError();
			const { order, known, accuracy } = models;
			for (let place = 0; place < known; place++) {
				const index = order[place]!;
				if (truth.networkMs + truth.executionMs(index) <= slaMs) {
					return takeOnly(decision, index, accuracy[index]!);
				}
			}
			takeFastest(models, decision);
		},
	};
}
