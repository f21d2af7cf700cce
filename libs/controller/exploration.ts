import { draw, type PreparedCandidates } from "@mdinference/selection";

/** How much is explored. */
export interface ExplorationOptions {
	/** Share of the requests that explore. Default: 0.02. */
	rate?: number;
	/** The same for a while after an alarm. Default: 0.05. */
	boostedRate?: number;
	/** How long an alarm boosts, in milliseconds. Default: ten minutes. */
	boostMs?: number;
	/** A model with fewer samples than this, in effect, is stale. Default: 30. */
	staleSamples?: number;
	/** A model that did not run for this long is stale, in milliseconds. Default: 60,000. */
	staleMs?: number;
}

/** A draw from a mixture of a policy and exploration. */
export interface ExploredDraw {
	/** Index of the drawn model. */
	index: number;
	/** Whether exploration drew it, and not the policy. */
	explored: boolean;
}

/**
 * Mixes exploration into a policy's probabilities, (1 - rate) policy + rate uniform(stale models), and draws one model.
 * Where no model is stale nothing is mixed in.
 *
 * @param models what there is to choose from
 * @param probabilities of the policy, one a model; overwritten with those of the mixture, from which the draw is
 * @param stale 1 for each model that is stale
 * @param rate share of exploration, in [0, 1]
 * @param uniform one random number in [0, 1)
 *
 * @example
 * ```ts
 * import { drawExplored } from "@mdinference/controller";
 * import { prepareCandidates } from "@mdinference/selection";
 *
 * const model = (name: string) => ({ name, accuracy: 0.5, meanMs: 1, stdMs: 0, samples: 100 });
 * const models = prepareCandidates(["a", "b", "c"].map(model));
 * const probabilities = new Float64Array([1, 0, 0]);
 * const { index, explored } = drawExplored(models, probabilities, new Uint8Array([0, 1, 1]), 0.02, 0.015);
 * if (index !== 2 || !explored) throw new Error("0.015 lies in the second half of the explored 0.02");
 * if (probabilities.join() !== "0.98,0.01,0.01") throw new Error("the probabilities of the mixture");
 * ```
 */
export function drawExplored(
	models: PreparedCandidates,
	probabilities: Float64Array,
	stale: Uint8Array,
	rate: number,
	uniform: number,
): ExploredDraw {
	let count = 0;
	for (let i = 0; i < stale.length; i++) count += stale[i]!;
	if (count === 0 || rate <= 0) return { index: draw(models, probabilities, uniform), explored: false };
	const explored = uniform < rate;
	const index = explored
		? nthStale(stale, Math.min(count - 1, Math.floor((uniform / rate) * count)))
		: draw(models, probabilities, Math.min((uniform - rate) / (1 - rate), 1 - Number.EPSILON));
	for (let i = 0; i < probabilities.length; i++) {
		probabilities[i] = (1 - rate) * probabilities[i]! + (stale[i]! * rate) / count;
	}
	return { index, explored };
}

function nthStale(stale: Uint8Array, n: number): number {
	let left = n;
	for (let i = 0; i < stale.length; i++) if (stale[i] === 1 && left-- === 0) return i;
	return -1;
}
