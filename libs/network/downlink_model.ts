import { NotFiniteError } from "@mdinference/stats";
import { SortedWindow } from "./sorted_window.ts";

/** Pairs that a model remembers: at a request a second, two and a half minutes. */
const remembered = 150;

/**
 * The newest of them, which count a fifth of the whole: outages come in runs, so what has just been is more likely again. Ten
 * show that something is wrong, and are too few to be trusted with more.
 */
const recentPairs = 10;

/** Ways in which the downlink may follow the uplink: downlink = slope x uplink + noise. 1 is the paper's assumption. */
const slopes = [0, 0.25, 0.5, 1, 2] as const;

/** What the mean deviation starts from, as if of one pair, so that two or three lucky pairs decide nothing. In ms. */
const firstDeviationMs = 10;

/** A slope whose share is below this is left out. */
const leastShare = 1e-3;

/** Pairs that the prior counts as: the fleet's knowledge, or else the paper's assumption. */
const priorPairs = { fleet: 5, paper: 1 } as const;

/**
 * How long an answer will be on its way down, given how long the request was on its way up: P(downlink <= t | uplink),
 * learned from the pairs of earlier requests.
 *
 * Nobody knows beforehand whether the two ways go together (a phone far from its cell) or not (a large picture up, a
 * small answer down). So several slopes stand beside each other: for each, the distribution of `downlink - slope x uplink`
 * is that of the last 150 pairs as they were, outages included, of which the last ten count more. Each slope has a share by its likelihood under Laplace
 * noise: its mean deviation to the power of minus the number of pairs. A dependence that is there takes all of the share
 * within some ten pairs, and one that is not there gets none. Between two samples the distribution is linear; beyond
 * the largest, 1/(n + 1) remains and falls as the time grows.
 *
 * A constant error of the client's clock moves an uplink and its downlink by the same amount in opposite directions: in the
 * time of both it cancels.
 *
 * Before the first pair it is what the fleet knows, and before that the paper's assumption: as long down as up.
 *
 * @example
 * ```ts
 * import { DownlinkModel } from "@mdinference/network";
 *
 * const model = new DownlinkModel();
 * model.given(40);
 * if (model.within(39) !== 0 || model.within(40) !== 1) throw new Error("at first: as long down as up");
 * for (let i = 0; i < 50; i++) model.observe(30 + ((i * 37) % 100), 20 + (i % 5));
 * model.given(120);
 * if (model.within(30) < 0.9) throw new Error("here the way down takes 20 to 24 ms, whatever the way up took");
 * ```
 */
export class DownlinkModel {
	readonly #fleet: DownlinkModel | undefined;
	readonly #recentWeight: number;
	readonly #pairs: { uplinkMs: number; downlinkMs: number }[] = [];
	readonly #noise = slopes.map(() => ({ all: new SortedWindow(), recent: new SortedWindow() }));
	readonly #shares = new Float64Array(slopes.length);
	#uplinkMs = 0;
	#isStale = false;

	/**
	 * Starts without pairs.
	 *
	 * @param options `fleet`: what is known of all clients, for one of whom little is known; `recentWeight`: what the last ten
	 * pairs count, in [0, 1] (default 0.2; 0 for a fleet, whose last ten are anybody's)
	 */
	constructor(options: { fleet?: DownlinkModel; recentWeight?: number } = {}) {
		this.#fleet = options.fleet;
		this.#recentWeight = options.recentWeight ?? 0.2;
	}

	/** Number of pairs remembered. */
	get pairs(): number {
		return this.#pairs.length;
	}

	/**
	 * Takes the two ways of an earlier request in.
	 *
	 * @param uplinkMs from the client's send to the last byte at the server, in milliseconds
	 * @param downlinkMs from the answer's start at the server to its end at the client, in milliseconds
	 * @throws {NotFiniteError} for NaN and infinities; nothing is learned
	 */
	observe(uplinkMs: number, downlinkMs: number): void {
		if (!Number.isFinite(uplinkMs)) throw new NotFiniteError("An uplink", uplinkMs);
		if (!Number.isFinite(downlinkMs)) throw new NotFiniteError("A downlink", downlinkMs);
		this.#pairs.push({ uplinkMs, downlinkMs });
		const aged = this.#pairs.at(-1 - recentPairs);
		const oldest = this.#pairs.length > remembered ? this.#pairs.shift() : undefined;
		for (const [i, slope] of slopes.entries()) {
			const noise = this.#noise[i]!;
			const of = (pair: { uplinkMs: number; downlinkMs: number }) => pair.downlinkMs - slope * pair.uplinkMs;
			if (oldest !== undefined) noise.all.remove(of(oldest));
			if (aged !== undefined) noise.recent.remove(of(aged));
			noise.all.insert(downlinkMs - slope * uplinkMs);
			noise.recent.insert(downlinkMs - slope * uplinkMs);
		}
		this.#isStale = true;
	}

	/**
	 * Tells of a request how long it was on its way up; {@link within} speaks of it until the next.
	 *
	 * @param uplinkMs in milliseconds
	 */
	given(uplinkMs: number): this {
		this.#uplinkMs = uplinkMs;
		this.#fleet?.given(uplinkMs);
		if (this.#isStale) this.#share();
		this.#isStale = false;
		return this;
	}

	/**
	 * P(downlink <= ms), for the request that {@link given} told of.
	 *
	 * @param ms any number
	 * @returns a probability, which never falls as `ms` grows
	 */
	within(ms: number): number {
		const { length } = this.#pairs;
		const prior = this.#prior(ms);
		if (length === 0) return prior;
		const strength = this.#fleet === undefined ? priorPairs.paper : priorPairs.fleet;
		let learned = 0;
		for (let i = 0; i < slopes.length; i++) {
			const share = this.#shares[i]!;
			if (share > 0) learned += share * this.#learned(i, ms);
		}
		return (length * learned + strength * prior) / (length + strength);
	}

	/** With the i-th slope: k of n pairs are k/(n + 1), and what remains beyond the largest falls as 1/ms. */
	#learned(i: number, ms: number): number {
		const { all, recent } = this.#noise[i]!;
		const followedMs = slopes[i]! * this.#uplinkMs;
		const largestMs = all.largest! + followedMs;
		const beyond = ms > 0 && ms > largestMs ? 1 - Math.max(0, largestMs / ms) : 0;
		const share = all.share(ms - followedMs);
		const mixed = share + this.#recentWeight * (recent.share(ms - followedMs) - share);
		return (all.length * mixed + beyond) / (all.length + 1);
	}

	#prior(ms: number): number {
		if (this.#fleet !== undefined) return this.#fleet.within(ms);
		return ms >= this.#uplinkMs ? 1 : 0;
	}

	#share(): void {
		const { length } = this.#pairs;
		let largest = Number.NEGATIVE_INFINITY;
		for (let i = 0; i < slopes.length; i++) {
			const deviationMs = (firstDeviationMs + this.#noise[i]!.all.totalDeviation()) / (length + 1);
			this.#shares[i] = -length * Math.log(deviationMs);
			largest = Math.max(largest, this.#shares[i]!);
		}
		let total = 0;
		for (let i = 0; i < slopes.length; i++) {
			const share = Math.exp(this.#shares[i]! - largest);
			this.#shares[i] = share < leastShare ? 0 : share;
			total += this.#shares[i]!;
		}
		for (let i = 0; i < slopes.length; i++) this.#shares[i]! /= total;
	}
}
