import { boundMs, type RunProfile } from "./run_profile.ts";

/** What decides whether a model may answer a request. */
export interface Candidate {
	/** A(m), in [0, 1]. */
	readonly accuracy: number;
	/** Whether an image given now would run at once. */
	readonly state: "waiting" | "loading" | "ready" | "failed";
	/** How long its last runs took. */
	readonly profile: RunProfile | null;
	/** Runs that it has to end before. */
	readonly runsAhead: number;
}

/** What a request asks. */
export interface FittingRequest {
	/** The deadline, in milliseconds since the request. */
	slaMs: number;
	/** Copies of earlier requests that the device still has to run. Default: 0. */
	copiesAhead?: number;
}

/**
 * The model for a request on this device (section VI of the paper asks for one by device): of those that are ready the
 * most accurate whose measured 99th percentile, once for each run that comes before and once for its own, fits the SLA.
 * Where none does, the one with the lowest, unless the first was not measured yet; where none is ready, the first.
 *
 * @param candidates at least one, the preferred one first
 *
 * @example
 * ```ts
 * const nano = { accuracy: 0.7, state: "ready", profile: { samples: 100, p50Ms: 2, p99Ms: 4 }, runsAhead: 0 } as const;
 * const small = { ...nano, accuracy: 0.95, profile: { samples: 100, p50Ms: 9, p99Ms: 20 } };
 * console.assert(chooseModel([nano, small], { slaMs: 250 }) === small);
 * console.assert(chooseModel([nano, small], { slaMs: 15 }) === nano);
 * ```
 */
export function chooseModel<C extends Candidate>(candidates: readonly C[], request: FittingRequest): C {
	const ready = candidates.filter(({ state }) => state === "ready");
	const measured = ready.flatMap((candidate) => {
		const runMs = boundMs(candidate.profile);
		return runMs === null ? [] : [{ candidate, endMs: runMs * (runsBefore(candidate, request) + 1) }];
	});
	const [best] = measured
		.filter(({ endMs }) => endMs <= request.slaMs)
		.sort((a, b) => b.candidate.accuracy - a.candidate.accuracy || a.endMs - b.endMs);
	if (best !== undefined) return best.candidate;
	const [first = candidates[0]!] = ready;
	const [fastest] = measured.sort((a, b) => a.endMs - b.endMs);
	return fastest === undefined || boundMs(first.profile) === null ? first : fastest.candidate;
}

function runsBefore({ runsAhead }: Candidate, { copiesAhead = 0 }: FittingRequest): number {
	return Math.max(runsAhead, copiesAhead);
}
