import { mdinference } from "@mdinference/selection";
import type { SimulatedModel } from "./simulated_model.ts";

/** What a policy is told of a request. Times in milliseconds. */
export interface ChoiceRequest {
	slaMs: number;
	budgetMs: number;
	remainingMs: number;
	deviceAccuracy: number;
	truth: { networkMs: number; executionMs: (model: number) => number };
}

/** Bridges to the policies of libs/selection. */
export function createChooser(
	name: string,
	models: readonly SimulatedModel[],
	sharpness = 1,
): (request: ChoiceRequest, uniform: number) => number {
	const candidates = models.map((model) => ({ ...model, samples: 1000 }));
	const index = new Map(models.map((model, i) => [model.name, i]));
	const order = models.map((_, i) => i).sort((a, b) => models[b]!.accuracy - models[a]!.accuracy);
	const fastest = models.reduce((best, model, i) => (model.meanMs < models[best]!.meanMs ? i : best), 0);
	switch (name) {
		case "mdinference":
			return ({ budgetMs }, uniform) =>
				index.get(mdinference(candidates, { budgetMs, random: () => uniform, sharpness }).model)!;
		case "static-latency":
			return () => fastest;
		case "static-accuracy":
			return () => order[0]!;
		case "static-greedy":
			return ({ slaMs }) => order.find((i) => models[i]!.meanMs < slaMs) ?? fastest;
		case "pure-random":
			return (_, uniform) => Math.floor(uniform * models.length);
		case "clairvoyant":
			return ({ slaMs, truth }) =>
				order.find((i) => truth.networkMs + truth.executionMs(i) <= slaMs) ?? fastest;
		default:
			throw new RangeError(`no policy ${name} yet`);
	}
}
