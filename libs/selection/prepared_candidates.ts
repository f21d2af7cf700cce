import { type Candidate, checkCandidate, minSamples, NoCandidateError } from "./candidate.ts";

/** Candidates as a table that many decisions read: columns of numbers, sorted once. An index is that of the list given. */
export interface PreparedCandidates {
	/** The list given. */
	readonly candidates: readonly Candidate[];
	/** A(m), in [0, 1]. */
	readonly accuracy: Float64Array;
	/** mu(m), in milliseconds. */
	readonly meanMs: Float64Array;
	/** sigma(m), in milliseconds. */
	readonly stdMs: Float64Array;
	/** mu(m) + sigma(m), in milliseconds. */
	readonly likelyMs: Float64Array;
	/**
	 * Indices of all candidates: first those with samples enough, then the others; among each, the more accurate first,
	 * then the smaller mu + sigma, then the name.
	 */
	readonly order: Uint32Array;
	/** How many of `order` have samples enough to be chosen. */
	readonly known: number;
	/** Place of each candidate in `order`. */
	readonly rank: Uint32Array;
	/** Indices of the known candidates that are faster, by mu + sigma, than all more accurate ones; in the order of `order`. */
	readonly front: Uint32Array;
	/** Indices of the known candidates, by mu, then as in `order`. */
	readonly byMean: Uint32Array;
	/** Index of the fastest; one with too few samples only if there is no other. */
	readonly fastest: number;
}

/**
 * Checks candidates and sorts them, once for all decisions that are made on them.
 *
 * @throws {NoCandidateError} for an empty list
 * @throws {InvalidCandidateError} naming the model and the field
 *
 * @example
 * ```ts
 * import { prepareCandidates } from "@mdinference/selection";
 *
 * const { order, known, fastest } = prepareCandidates([
 * 	{ name: "small", accuracy: 0.5, meanMs: 3, stdMs: 0.1, samples: 1000 },
 * 	{ name: "new", accuracy: 0.9, meanMs: 0, stdMs: 0, samples: 0 },
 * 	{ name: "large", accuracy: 0.8, meanMs: 110, stdMs: 0.3, samples: 1000 },
 * ]);
 * if (order.join() !== "2,0,1" || known !== 2 || fastest !== 0) throw new Error("the unmeasured model comes last");
 * ```
 */
export function prepareCandidates(candidates: readonly Candidate[]): PreparedCandidates {
	if (candidates.length === 0) throw new NoCandidateError();
	for (const candidate of candidates) checkCandidate(candidate);
	const indices = Uint32Array.from(candidates, (_, index) => index);
	const order = indices.toSorted(
		(a, b) => byKnowledge(candidates[a]!, candidates[b]!) || byPreference(candidates[a]!, candidates[b]!),
	);
	const known = candidates.filter(isKnown).length;
	const rank = new Uint32Array(candidates.length);
	for (const [place, index] of order.entries()) rank[index] = place;
	return {
		candidates,
		accuracy: Float64Array.from(candidates, ({ accuracy }) => accuracy),
		meanMs: Float64Array.from(candidates, ({ meanMs }) => meanMs),
		stdMs: Float64Array.from(candidates, ({ stdMs }) => stdMs),
		likelyMs: Float64Array.from(candidates, ({ meanMs, stdMs }) => meanMs + stdMs),
		order,
		known,
		rank,
		front: fasterThanBetter(candidates, order.subarray(0, known)),
		byMean: order
			.slice(0, known)
			.sort((a, b) => candidates[a]!.meanMs - candidates[b]!.meanMs || rank[a]! - rank[b]!),
		fastest: order.reduce((best, index) => (isFaster(candidates[index]!, candidates[best]!) ? index : best)),
	};
}

function isKnown({ samples }: Candidate): boolean {
	return samples >= minSamples;
}

function byKnowledge(a: Candidate, b: Candidate): number {
	return Number(isKnown(b)) - Number(isKnown(a));
}

function byPreference(a: Candidate, b: Candidate): number {
	if (a.accuracy !== b.accuracy) return b.accuracy - a.accuracy;
	const difference = a.meanMs + a.stdMs - (b.meanMs + b.stdMs);
	if (difference !== 0) return difference;
	return a.name === b.name ? 0 : a.name < b.name ? -1 : 1;
}

function fasterThanBetter(candidates: readonly Candidate[], order: Uint32Array): Uint32Array {
	let fastestMs = Number.POSITIVE_INFINITY;
	return order.filter((index) => {
		const { meanMs, stdMs } = candidates[index]!;
		const isFaster = meanMs + stdMs < fastestMs;
		if (isFaster) fastestMs = meanMs + stdMs;
		return isFaster;
	});
}

/** Whether `a`, which the order puts after `b`, is the faster all the same. */
function isFaster(a: Candidate, b: Candidate): boolean {
	return byKnowledge(a, b) === 0 && a.meanMs < b.meanMs;
}
