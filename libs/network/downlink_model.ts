import { NotFiniteError } from "@mdinference/stats";
import quickselect from "quickselect";
import { SortedWindow } from "./sorted_window.ts";

/** Pairs that a model remembers: at a request a second, two and a half minutes. */
const remembered = 150;

/**
 * The newest of them, which count a fifth of the whole: outages come in runs, so what has just been is more likely again. Ten
 * show that something is wrong, and are too few to be trusted with more.
 */
const recentPairs = 10;

/** Ways in which the downlink may follow the uplink: downlink = slope x uplink + noise. 1, the paper's assumption, first. */
const slopes = [1, 0, 0.5, 2] as const;

/** How many times as likely as another slope the paper's is before the first pair. */
const paperOdds = 10;

/** What the mean deviation starts from, as if of one pair, so that two or three lucky pairs decide nothing. In ms. */
const firstDeviationMs = 10;

/**
 * Pairs that the prior, most of it an assumption, counts as at first, and the own pairs after which nothing is left of it. With
 * more, a network that is not as assumed would be misjudged for as many requests.
 */
const prior = { pairs: 1, until: 50 } as const;

/**
 * What the fleet counts in the prior; the rest is the paper's assumption. Ids are free to invent, so that whoever wants to is
 * most of the fleet. A tenth is too little for it to say that a large model will be late, a quarter tells nearly as much as all.
 */
const fleetShare = 0.25;

const scratch: number[] = new Array(remembered).fill(0);

/**
 * How long an answer will be on its way down, given how long the request was on its way up: P(downlink <= t | uplink),
 * learned from the pairs of earlier requests.
 *
 * Nobody knows beforehand whether the two ways go together (a phone far from its cell) or not (a large picture up, a
 * small answer down). So several slopes compete: the distribution of `downlink - slope x uplink` is that of the last 150
 * pairs as they were, outages included, and the slope is the likeliest under Laplace noise, by the mean deviation from
 * the median to the power of minus the number of pairs; the paper's has an advantage that some three pairs take away.
 * It is decided anew after each of the first ten pairs and after every 25th. Between two samples the distribution is linear;
 * beyond the largest, 1/(n + 1) remains and falls as the time grows.
 *
 * A constant error of the client's clock moves an uplink and its downlink by the same amount in opposite directions: in the
 * time of both it cancels.
 *
 * Before the first pair it is the paper's assumption, as long down as up, and for a quarter what the fleet knows: whatever
 * others claimed, what the paper's assumption leaves time for is in time with a probability of 3/4 at least.
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
	readonly #uplinksMs = new Float64Array(remembered);
	readonly #downlinksMs = new Float64Array(remembered);
	#observed = 0;
	#slope: number = slopes[0];
	#noise = new SortedWindow();
	/** Of the newest pairs, in no order. */
	readonly #recentNoiseMs = new Float64Array(recentPairs);
	#uplinkMs = 0;
	/** Whether the slope is to be chosen anew before it is used: of a model that nobody asks it need not be. */
	#isSlopeDue = false;

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
		return this.#noise.length;
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
		const place = this.#observed % remembered;
		if (this.#observed >= remembered) this.#noise.remove(this.#noiseOf(place, this.#slope));
		this.#uplinksMs[place] = uplinkMs;
		this.#downlinksMs[place] = downlinkMs;
		const noiseMs = this.#noiseOf(place, this.#slope);
		this.#noise.insert(noiseMs);
		this.#recentNoiseMs[this.#observed % recentPairs] = noiseMs;
		this.#observed++;
		if (this.#observed <= 10 || this.#observed % 25 === 0) this.#isSlopeDue = true;
	}

	/**
	 * Tells of a request how long it was on its way up; {@link within} speaks of it until the next.
	 *
	 * @param uplinkMs in milliseconds
	 */
	given(uplinkMs: number): this {
		this.#uplinkMs = uplinkMs;
		if (this.#isSlopeDue) this.#chooseSlope();
		this.#fleet?.given(uplinkMs);
		return this;
	}

	/**
	 * P(downlink <= ms), for the request that {@link given} told of.
	 *
	 * @param ms any number
	 * @returns a probability, which never falls as `ms` grows
	 */
	within(ms: number): number {
		const { length } = this.#noise;
		if (length === 0) return this.#prior(ms);
		const strength = prior.pairs * Math.max(0, 1 - length / prior.until);
		const learned = this.#learned(ms);
		return strength === 0 ? learned : (length * learned + strength * this.#prior(ms)) / (length + strength);
	}

	#learned(ms: number): number {
		const { length } = this.#noise;
		const followedMs = this.#slope * this.#uplinkMs;
		const all = this.#noise.share(ms - followedMs);
		// The newest are among all: where all or none are within, so are they.
		if (all === 0) return 0;
		if (all === 1) return (length + this.#beyond(ms, followedMs)) / (length + 1);
		const share = all + this.#recentWeight * (this.#recentShare(ms - followedMs) - all);
		return (length * share) / (length + 1);
	}

	/** What of the chance that an answer is later than all before is gone after this time, in [0, 1]. */
	#beyond(ms: number, followedMs: number): number {
		const largestMs = this.#noise.largest! + followedMs;
		return ms > 0 && ms > largestMs ? 1 - Math.max(0, largestMs / ms) : 0;
	}

	#recentShare(noiseMs: number): number {
		const count = Math.min(recentPairs, this.#observed);
		let within = 0;
		for (let i = 0; i < count; i++) if (this.#recentNoiseMs[i]! <= noiseMs) within++;
		return within / count;
	}

	#prior(ms: number): number {
		const paper = ms >= this.#uplinkMs ? 1 : 0;
		return this.#fleet === undefined ? paper : paper + fleetShare * (this.#fleet.within(ms) - paper);
	}

	#noiseOf(place: number, slope: number): number {
		return this.#downlinksMs[place]! - slope * this.#uplinksMs[place]!;
	}

	#chooseSlope(): void {
		this.#isSlopeDue = false;
		const { length } = this.#noise;
		let best: number = slopes[0];
		let likeliest = Number.NEGATIVE_INFINITY;
		for (const slope of slopes) {
			for (let place = 0; place < length; place++) scratch[place] = this.#noiseOf(place, slope);
			const deviationMs = (firstDeviationMs + totalDeviation(scratch, length)) / (length + 1);
			const likelihood = Math.log(slope === slopes[0] ? paperOdds : 1) - length * Math.log(deviationMs);
			if (likelihood > likeliest) {
				best = slope;
				likeliest = likelihood;
			}
		}
		if (best === this.#slope) return;
		this.#slope = best;
		this.#noise = new SortedWindow();
		for (let place = 0; place < length; place++) this.#noise.insert(this.#noiseOf(place, best));
		for (let pair = Math.max(0, this.#observed - recentPairs); pair < this.#observed; pair++) {
			this.#recentNoiseMs[pair % recentPairs] = this.#noiseOf(pair % remembered, best);
		}
	}
}

/** Sum of the distances of the first `count` numbers from their median; rearranges them. */
function totalDeviation(values: number[], count: number): number {
	const middle = count >>> 1;
	// To sort all of them takes ten times as long.
	quickselect(values, middle, 0, count - 1);
	let total = 0;
	for (let place = 0; place < middle; place++) total -= values[place]!;
	for (let place = count - middle; place < count; place++) total += values[place]!;
	return total;
}
