import { InvalidTimeError } from "./budget.ts";
import { type Candidate, minSamples, NoCandidateError } from "./candidate.ts";
import type { PolicyInput, Selection, WeighedCandidate } from "./selection.ts";

/** What the paper's policy is told. */
export interface MdinferenceInput extends PolicyInput {
	/** g in Pr(m) proportional to U(m)^g. 1 is the paper's; larger ones favour the best utility. Default: 1. */
	sharpness?: number;
}

/**
 * The paper's three-stage policy: the most accurate model that fits the budget, the models that take about as long, and
 * a random choice among them weighted by utility.
 *
 * Candidates must have passed {@link checkCandidate}: a policy trusts them. Ties for the base model go to the higher
 * accuracy, then the smaller mu + sigma, then the name, so the order of the candidates does not matter.
 *
 * @throws {NoCandidateError} for an empty list
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
	const { budgetMs, random, sharpness = 1 } = input;
	if (Number.isNaN(budgetMs)) throw new InvalidTimeError("budgetMs", budgetMs);
	const base = mostAccurateThatFits(candidates, budgetMs);
	if (base === undefined) return infeasible(fastest(candidates), budgetMs);
	const weighed = weigh(explorationSet(candidates, base), { base, budgetMs, sharpness });
	const chosen = draw(weighed, random());
	return {
		model: chosen.model,
		probability: chosen.probability,
		baseModel: base.name,
		candidates: weighed,
		infeasible: false,
		budgetExhausted: false,
	};
}

/** Stage one, equations (1) and (2): strictly below the budget, and only models whose mean is known. */
function mostAccurateThatFits(candidates: readonly Candidate[], budgetMs: number): Candidate | undefined {
	let base: Candidate | undefined;
	for (const candidate of candidates) {
		if (candidate.samples < minSamples || candidate.meanMs + candidate.stdMs >= budgetMs) continue;
		if (base === undefined || precedes(candidate, base)) base = candidate;
	}
	return base;
}

function precedes(a: Candidate, b: Candidate): boolean {
	if (a.accuracy !== b.accuracy) return a.accuracy > b.accuracy;
	const difference = a.meanMs + a.stdMs - (b.meanMs + b.stdMs);
	return difference === 0 ? a.name < b.name : difference < 0;
}

/** The fallback of stage one. A model without samples has no mean and comes last. */
function fastest(candidates: readonly Candidate[]): Candidate {
	let best: Candidate | undefined;
	for (const candidate of candidates) {
		if (best === undefined || isFaster(candidate, best)) best = candidate;
	}
	if (best === undefined) throw new NoCandidateError();
	return best;
}

function isFaster(a: Candidate, b: Candidate): boolean {
	const known = Number(a.samples >= minSamples) - Number(b.samples >= minSamples);
	if (known !== 0) return known > 0;
	return a.meanMs === b.meanMs ? precedes(a, b) : a.meanMs < b.meanMs;
}

/** Stage two: the models whose mean lies within one deviation of the base model's mean, the base model first. */
function explorationSet(candidates: readonly Candidate[], base: Candidate): Candidate[] {
	const lowestMs = base.meanMs - base.stdMs;
	const highestMs = base.meanMs + base.stdMs;
	const others = candidates.filter(
		(candidate) =>
			candidate !== base &&
			candidate.samples >= minSamples &&
			candidate.meanMs >= lowestMs &&
			candidate.meanMs <= highestMs,
	);
	others.sort((a, b) => (precedes(a, b) ? -1 : 1));
	return [base, ...others];
}

/** Equation (3), not below 0, and with its limits where it is undefined. */
function utility({ accuracy, meanMs, stdMs }: Candidate, budgetMs: number): number {
	if (budgetMs === Number.POSITIVE_INFINITY) return accuracy;
	if (budgetMs === meanMs) return 0;
	return Math.max(0, (accuracy * (budgetMs - (meanMs + stdMs))) / Math.abs(budgetMs - meanMs));
}

/** Stage three: equation (3) for each, normalised. */
function weigh(
	set: readonly Candidate[],
	{ base, budgetMs, sharpness }: { base: Candidate; budgetMs: number; sharpness: number },
): WeighedCandidate[] {
	const utilities = set.map((candidate) => utility(candidate, budgetMs));
	const largest = Math.max(...utilities);
	if (largest === 0) {
		return set.map(({ name }) => ({ model: name, utility: 0, probability: name === base.name ? 1 : 0 }));
	}
	const weights = utilities.map((value) => (sharpness === 1 ? value : (value / largest) ** sharpness));
	const total = weights.reduce((sum, weight) => sum + weight, 0);
	return set.map(({ name }, i) => ({
		model: name,
		utility: utilities[i]!,
		probability: weights[i]! / total,
	}));
}

function draw(weighed: readonly WeighedCandidate[], uniform: number): WeighedCandidate {
	let left = uniform;
	let last = weighed[0]!;
	for (const candidate of weighed) {
		if (candidate.probability === 0) continue;
		last = candidate;
		left -= candidate.probability;
		if (left < 0) return candidate;
	}
	return last;
}

function infeasible(model: Candidate, budgetMs: number): Selection {
	return {
		model: model.name,
		probability: 1,
		baseModel: model.name,
		candidates: [{ model: model.name, utility: 0, probability: 1 }],
		infeasible: true,
		budgetExhausted: budgetMs <= 0,
	};
}
