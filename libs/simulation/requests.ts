import { seededRandom } from "@mdinference/stats";
import { drawNormal } from "./draw_normal.ts";
import type { Network, NetworkBatch } from "./network.ts";

/** Requests with all the chance that they will meet, so that every policy meets the same. One place a request. */
export interface RequestBatch extends NetworkBatch {
	/** How many there are. */
	readonly count: number;
	/** Standard normal: how slow the cloud's model is this time. */
	readonly cloudNormal: Float64Array;
	/** Standard normal: how slow the device's model is this time. */
	readonly deviceNormal: Float64Array;
	/** Uniform in [0, 1): what a policy that draws lots uses. */
	readonly uniform: Float64Array;
}

/** Which requests to draw. */
export interface RequestOptions {
	/** How many. */
	readonly count: number;
	/** Any integer; only its low 32 bits count. */
	readonly seed: number;
	/**
	 * Mean time between two requests, in milliseconds. Default: 1000. They are sent between half and one and a half of it
	 * apart, or, where `poisson` is set, independently of each other.
	 */
	readonly intervalMs?: number;
	/** Requests of many clients, sent independently of each other. Default: false. */
	readonly poisson?: boolean;
}

/**
 * Draws requests on a network. The same options give the same requests, on every platform.
 *
 * @throws {RangeError} for a count that is not a whole number above 0, or an interval that is not above 0
 *
 * @example
 * ```ts
 * import { drawRequests, normalNetwork } from "@mdinference/simulation";
 *
 * const network = normalNetwork({ meanMs: 100, stdMs: 50 });
 * const once = drawRequests(network, { count: 100, seed: 7 });
 * const again = drawRequests(network, { count: 100, seed: 7 });
 * if (once.upMs.join() !== again.upMs.join()) throw new Error("the same seed gives the same requests");
 * ```
 */
export function drawRequests(network: Network, options: RequestOptions): RequestBatch {
	const { count, seed, intervalMs = 1000, poisson = false } = options;
	if (!(Number.isSafeInteger(count) && count > 0)) {
		throw new RangeError(`count must be a whole number above 0, not ${count}`);
	}
	if (!(intervalMs > 0 && intervalMs < Number.POSITIVE_INFINITY)) {
		throw new RangeError(`intervalMs must be a finite number above 0, not ${intervalMs}`);
	}
	const random = seededRandom(seed);
	const sentAtMs = new Float64Array(count);
	let nowMs = 0;
	for (let i = 0; i < count; i++) {
		sentAtMs[i] = nowMs;
		nowMs += intervalMs * (poisson ? -Math.log(1 - random()) : 0.5 + random());
	}
	const ways = network.draw(sentAtMs, random);
	const uniform = new Float64Array(count);
	for (let i = 0; i < count; i++) uniform[i] = random();
	return {
		...ways,
		count,
		cloudNormal: drawNormal(new Float64Array(count), random),
		deviceNormal: drawNormal(new Float64Array(count), random),
		uniform,
	};
}
