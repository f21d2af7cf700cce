import type { Candidate } from "./candidate.ts";
import { type PreparedCandidates, prepareCandidates } from "./prepared_candidates.ts";

/** Models up to which every subset is looked at: 2^24 of them take seconds. */
export const mostModels = 24;

/** Which requests a set of models is judged by. */
export interface EnoughModelsOptions {
	/** Tbudget of each request, in milliseconds. */
	readonly budgetsMs: ArrayLike<number>;
	/**
	 * The accuracy that a request's user gets if a model is chosen for it, in [0, 1]. Default: A(m) where mu(m) is within the
	 * budget, else 0: a late answer counts nothing, or the most accurate model alone would always be enough. With a copy on
	 * the device, a late answer counts what the device's does.
	 *
	 * @param model its index
	 * @param request its place in `budgetsMs`
	 */
	readonly accuracyOf?: ((model: number, request: number) => number) | undefined;
	/** Share of the whole set's aggregate accuracy that is to be kept, in [0, 1]. Default: 0.99. */
	readonly keep?: number | undefined;
}

/** A set of models that is enough. */
export interface EnoughModels {
	/** Indices of the models, ascending. */
	readonly models: readonly number[];
	/** Aggregate accuracy of this set. */
	readonly accuracy: number;
	/** Aggregate accuracy of all models. */
	readonly wholeAccuracy: number;
}

/** Thrown for more models than can be looked at exactly, or no requests, or a share that is none. */
export class EnoughModelsError extends Error {
	/** What is wrong. */
	readonly field: "candidates" | "budgetsMs" | "keep";

	/** Names what is wrong and what it must be. */
	constructor(field: EnoughModelsError["field"], message: string) {
		super(message);
		this.name = "EnoughModelsError";
		this.field = field;
	}
}

/**
 * Which models are enough (section VI of the paper, "Spanning subsets of models"): the smallest set that keeps a share of the aggregate
 * accuracy of all; of equally small ones the most accurate. Exact: every subset is looked at, the small ones first.
 *
 * The policy is stage one of the paper's, the most accurate that fits, else the fastest, which is all of it wherever no
 * other model takes as long as the base. Then a request matters only by which models fit its budget, so millions of
 * requests shrink to at most one group a model, and a set is judged by two machine words a group.
 *
 * @param candidates at most {@link mostModels}
 * @param options the requests
 * @throws {EnoughModelsError} for too many models, no requests, a budget that is NaN, or a share outside [0, 1]
 * @throws {NoCandidateError} and {@link InvalidCandidateError} as {@link prepareCandidates}
 *
 * @example
 * ```ts
 * import { enoughModels } from "@mdinference/selection";
 *
 * const candidates = [
 * 	{ name: "small", accuracy: 0.7, meanMs: 5, stdMs: 0.1, samples: 1000 },
 * 	{ name: "middle", accuracy: 0.705, meanMs: 20, stdMs: 0.1, samples: 1000 },
 * 	{ name: "large", accuracy: 0.8, meanMs: 110, stdMs: 0.4, samples: 1000 },
 * ];
 * const { models } = enoughModels(candidates, { budgetsMs: [10, 50, 90, 150, 200] });
 * if (models.join() !== "0,2") throw new Error("the one in the middle is hardly better than the small one");
 * ```
 */
export function enoughModels(candidates: readonly Candidate[], options: EnoughModelsOptions): EnoughModels {
	const { budgetsMs, keep = 0.99 } = options;
	if (candidates.length > mostModels) {
		throw new EnoughModelsError("candidates", `at most ${mostModels} models, not ${candidates.length}`);
	}
	if (budgetsMs.length === 0) throw new EnoughModelsError("budgetsMs", "there must be at least one request");
	if (!(keep >= 0 && keep <= 1)) {
		throw new EnoughModelsError("keep", `the share to keep must be in [0, 1], not ${keep}`);
	}
	const table = group(prepareCandidates(candidates), options);
	const whole = 2 ** candidates.length - 1;
	const wholeTotal = judge(table, whole);
	const wholeAccuracy = wholeTotal / budgetsMs.length;
	for (let size = 1; size < candidates.length; size++) {
		const set = bestOfSize(table, size, whole);
		const total = judge(table, set);
		if (total < keep * wholeTotal) continue;
		return { models: table.indicesOf(set), accuracy: total / budgetsMs.length, wholeAccuracy };
	}
	return { models: table.indicesOf(whole), accuracy: wholeAccuracy, wholeAccuracy };
}

/** Requests grouped by which models fit them. A set is a bit mask over the models in order of preference. */
interface Table {
	/** Models that fit, a group. */
	readonly fitting: Uint32Array;
	/** Sum over a group's requests of the accuracy that each model gives: group x models. */
	readonly gained: Float64Array;
	/** The places of the models, the fastest first. */
	readonly bySpeed: Uint8Array;
	/** The indices, as given, of a set. */
	indicesOf(set: number): number[];
}

function group(models: PreparedCandidates, options: EnoughModelsOptions): Table {
	const { order, known, likelyMs, meanMs, accuracy } = models;
	const {
		budgetsMs,
		accuracyOf = (model: number, request: number) =>
			meanMs[model]! <= budgetsMs[request]! ? accuracy[model]! : 0,
	} = options;
	const size = order.length;
	const places = Uint8Array.from(order, (_, place) => place);
	const thresholdsMs = Float64Array.from(order.subarray(0, known), (model) => likelyMs[model]!).sort();
	const gained = new Float64Array((known + 1) * size);
	for (let request = 0; request < budgetsMs.length; request++) {
		const budgetMs = budgetsMs[request]!;
		if (Number.isNaN(budgetMs)) throw new EnoughModelsError("budgetsMs", `budget ${request} is NaN`);
		let fit = 0;
		while (fit < known && thresholdsMs[fit]! < budgetMs) fit++;
		for (let place = 0; place < size; place++) {
			gained[fit * size + place]! += accuracyOf(order[place]!, request);
		}
	}
	const fitting = Uint32Array.from({ length: known + 1 }, (_, fit) => {
		const limitMs = fit === 0 ? Number.NEGATIVE_INFINITY : thresholdsMs[fit - 1]!;
		return places
			.subarray(0, known)
			.reduce((mask, place) => (likelyMs[order[place]!]! <= limitMs ? mask | (1 << place) : mask), 0);
	});
	const faster = (a: number, b: number) => meanMs[order[a]!]! - meanMs[order[b]!]! || a - b;
	return {
		fitting,
		gained,
		bySpeed: Uint8Array.of(
			...places.subarray(0, known).toSorted(faster),
			...places.subarray(known).toSorted(faster),
		),
		indicesOf: (set) =>
			Array.from(
				places.filter((place) => set & (1 << place)),
				(place) => order[place]!,
			).sort((a, b) => a - b),
	};
}

/** Sum of the accuracies that all requests get from a set. */
function judge({ fitting, gained, bySpeed }: Table, set: number): number {
	const size = bySpeed.length;
	let fastest = 0;
	while ((set & (1 << bySpeed[fastest]!)) === 0) fastest++;
	let total = 0;
	for (let fit = 0; fit < fitting.length; fit++) {
		const possible = set & fitting[fit]!;
		const place = possible === 0 ? bySpeed[fastest]! : 31 - Math.clz32(possible & -possible);
		total += gained[fit * size + place]!;
	}
	return total;
}

function bestOfSize(table: Table, size: number, whole: number): number {
	let best = 0;
	let bestTotal = Number.NEGATIVE_INFINITY;
	for (let set = 2 ** size - 1; set <= whole; set = nextOfSameSize(set)) {
		const total = judge(table, set);
		if (total > bestTotal) {
			best = set;
			bestTotal = total;
		}
	}
	return best;
}

/** The next larger number with as many bits set (Gosper, HAKMEM item 175). */
function nextOfSameSize(set: number): number {
	const lowest = set & -set;
	const carried = set + lowest;
	return carried | (((set ^ carried) >>> 2) / lowest);
}
