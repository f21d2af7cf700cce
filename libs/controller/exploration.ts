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
 * @param probabilities of the policy, one a model; overwritten with those of the mixture, from which the draw is
 * @param stale which models are stale
 * @param rate share of exploration, in [0, 1]
 * @param uniform one random number in [0, 1)
 * @param drawPolicy draws by the policy's own probabilities from one random number in [0, 1)
 *
 * @example
 * ```ts
 * import { drawExplored } from "@mdinference/controller";
 *
 * const probabilities = new Float64Array([1, 0, 0]);
 * const { index, explored } = drawExplored(probabilities, [false, true, true], 0.02, 0.015, () => 0);
 * if (index !== 2 || !explored) throw new Error("0.015 lies in the second half of the explored 0.02");
 * if (probabilities.join() !== "0.98,0.01,0.01") throw new Error("the probabilities of the mixture");
 * ```
 */
export function drawExplored(
	probabilities: Float64Array,
	stale: readonly boolean[],
	rate: number,
	uniform: number,
	drawPolicy: (uniform: number) => number,
): ExploredDraw {
	const count = stale.reduce((sum, isStale) => sum + Number(isStale), 0);
	if (count === 0 || rate <= 0) return { index: drawPolicy(uniform), explored: false };
	const explored = uniform < rate;
	const index = explored
		? nthStale(stale, Math.min(count - 1, Math.floor((uniform / rate) * count)))
		: drawPolicy(Math.min((uniform - rate) / (1 - rate), 1 - Number.EPSILON));
	for (let i = 0; i < probabilities.length; i++) {
		probabilities[i] = (1 - rate) * probabilities[i]! + (stale[i] ? rate / count : 0);
	}
	return { index, explored };
}

function nthStale(stale: readonly boolean[], n: number): number {
	let left = n;
	return stale.findIndex((isStale) => isStale && left-- === 0);
}
