import { normalCdf } from "@mdinference/stats";
import { takeFastest } from "./decision.ts";
import type { Policy, PolicyRequest } from "./policy.ts";
import type { PreparedCandidates } from "./prepared_candidates.ts";

/**
 * Five points and weights that stand for a normal distribution: a polynomial of degree nine has the same mean over both.
 *
 * @see Abramowitz and Stegun, "Handbook of mathematical functions", table 25.10 (Gauss-Hermite, n = 5)
 */
const points = [0, -1.355626179974266, 1.355626179974266, -2.856970013872806, 2.856970013872806] as const;
const weights = [
	8 / 15,
	0.2220759220056126,
	0.2220759220056126,
	0.0112574113277207,
	0.0112574113277207,
] as const;

/** A gain of less is none: or a slow model would run for a chance of one in a million. */
const leastGain = 1e-4;

/** So many deviations below the mean no gain is left: less of a normal lies beyond. */
const mostDeviations = 4;

/**
 * The model that promises the user most: with a copy on the device, a late answer of the cloud costs accuracy, not time.
 *
 *     V(m) = A_device + P(service + downlink <= time left) (A(m) - A_device)
 *
 * The service time is taken as normal. Without a `downlink`, P is that of the normal distribution. With one it is the mean
 * over five service times: on the links of data/traces, 95 of 100 such P are within 0.01 of the exact one for a service of
 * ± 3 ms, 0.07 for ± 10 ms and 0.13 for ± 30 ms; where the way down is certain, as for a client's first request, it is up to
 * 0.27 away.
 *
 * A model that is no better than the device's own is worth A_device at most; where no model promises 0.0001 more, the
 * fastest is taken, and the decision marked infeasible. Ties go to the more accurate.
 *
 * @see ../../ARCHITECTURE.md, "The value policy"
 *
 * @example
 * ```ts
 * import { choose, createValue, makeDecision, prepareCandidates } from "@mdinference/selection";
 *
 * const models = prepareCandidates([
 * 	{ name: "small", accuracy: 0.7, meanMs: 5, stdMs: 0, samples: 1000 },
 * 	{ name: "large", accuracy: 0.8, meanMs: 60, stdMs: 0, samples: 1000 },
 * ]);
 * const downlink = { within: (ms: number) => Math.min(1, Math.max(0, ms / 100)) };
 * const request = { slaMs: 250, budgetMs: 100, remainingMs: 150, deviceAccuracy: 0.4, downlink };
 * const decision = makeDecision(2);
 * if (choose(createValue(), models, request, 0, decision) !== 1) throw new Error("0.4 + 0.9 x 0.4 is above 0.7");
 * if (Math.abs(decision.utilities[1]! - 0.76) > 1e-12) throw new Error("0.76, and 0.7 for the small one");
 * ```
 */
export function createValue(): Policy {
	return {
		name: "value",
		weigh(models, request, decision) {
			const { order, known, accuracy, fastest } = models;
			const { deviceAccuracy = 0 } = request;
			let best = guess(models, request, deviceAccuracy);
			let bestGain = leastGain;
			if (best >= 0) {
				bestGain = (accuracy[best]! - deviceAccuracy) * onTime(models, best, request);
				decision.utilities[best] = deviceAccuracy + bestGain;
			}
			for (let place = 0; place < known; place++) {
				const index = order[place]!;
				const advantage = accuracy[index]! - deviceAccuracy;
				// All that follow are no more accurate: even if certain to be in time they would not gain more.
				if (advantage <= bestGain) break;
				if (index === best || advantage * atBest(models, index, request) < bestGain) continue;
				const gain = advantage * onTime(models, index, request);
				decision.utilities[index] = deviceAccuracy + gain;
				if (gain < bestGain || (gain === bestGain && models.rank[index]! > models.rank[best]!)) continue;
				best = index;
				bestGain = gain;
			}
			if (best < 0) {
				takeFastest(models, decision);
				decision.utilities[fastest] = deviceAccuracy;
				return;
			}
			decision.base = best;
			decision.probabilities[best] = 1;
		},
	};
}

/**
 * The model of the largest gain if all took as long as they do on average: a good one to compare the others with, so that
 * most of them need no more than one look. -1 where none gains.
 */
function guess(models: PreparedCandidates, request: PolicyRequest, deviceAccuracy: number): number {
	const { order, known, accuracy, meanMs } = models;
	let best = -1;
	let bestGain = leastGain;
	for (let place = 0; place < known; place++) {
		const index = order[place]!;
		const advantage = accuracy[index]! - deviceAccuracy;
		if (advantage <= bestGain) break;
		const gain = advantage * within(request, meanMs[index]!);
		if (gain <= bestGain) continue;
		best = index;
		bestGain = gain;
	}
	return best;
}

/** P(service + downlink <= time left) if the service were as short as it counts: {@link onTime} gains no more. */
function atBest(models: PreparedCandidates, index: number, request: PolicyRequest): number {
	const { downlink, waitStdMs = 0 } = request;
	const deviations = downlink === undefined ? mostDeviations : points[4];
	const shortestMs = models.meanMs[index]! - deviations * (models.stdMs[index]! + waitStdMs);
	return within(request, Math.max(0, shortestMs));
}

/** P(service + downlink <= time left). */
function onTime(models: PreparedCandidates, index: number, request: PolicyRequest): number {
	const { budgetMs, remainingMs = budgetMs, downlink, waitStdMs = 0 } = request;
	const meanMs = models.meanMs[index]!;
	const stdMs = waitStdMs === 0 ? models.stdMs[index]! : Math.hypot(models.stdMs[index]!, waitStdMs);
	if (stdMs === 0 || remainingMs === Number.POSITIVE_INFINITY) return within(request, meanMs);
	if (downlink === undefined) return budgetMs < 0 ? 0 : normalCdf((budgetMs - meanMs) / stdMs);
	let probability = 0;
	for (let i = 0; i < points.length; i++) {
		probability += weights[i]! * within(request, Math.max(0, meanMs + points[i]! * stdMs));
	}
	return probability;
}

/** P(downlink <= time left) after a service that takes `tookMs`. */
function within({ budgetMs, remainingMs = budgetMs, downlink }: PolicyRequest, tookMs: number): number {
	if (downlink === undefined) return tookMs <= budgetMs ? 1 : 0;
	const leftMs = remainingMs - tookMs;
	return leftMs === Number.POSITIVE_INFINITY ? 1 : downlink.within(leftMs);
}
