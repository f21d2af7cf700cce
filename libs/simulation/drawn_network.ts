import type { Random } from "@mdinference/stats";
import { drawNormal } from "./draw_normal.ts";
import { checkAmount, InvalidNetworkError, type Network, type NetworkBatch } from "./network.ts";

/** How the two ways of a request depend on each other. */
export interface Legs {
	/** A draw for each way instead of the same one for both. Default: false, as in the paper's simulations. */
	independent?: boolean;
}

/**
 * Normal network times, redrawn until positive: the network of the paper's Figures 3 to 6.
 *
 * The numbers are those of the whole network time, both ways; a way takes half of a draw.
 *
 * @param options `meanMs` and `stdMs`: mean and deviation before redrawing, in milliseconds
 * @throws {InvalidNetworkError} for a mean that is not above 0, or a deviation below 0
 * @see the paper, section V, "Simulation setup"
 *
 * @example
 * ```ts
 * import { drawRequests, normalNetwork } from "@mdinference/simulation";
 *
 * const { upMs } = drawRequests(normalNetwork({ meanMs: 100, stdMs: 50 }), { count: 1000, seed: 1 });
 * if (!upMs.every((ms) => ms > 0)) throw new Error("every way takes time");
 * ```
 */
export function normalNetwork({ meanMs, stdMs, ...legs }: { meanMs: number; stdMs: number } & Legs): Network {
	checkAmount("meanMs", meanMs);
	if (meanMs === 0) throw new InvalidNetworkError("meanMs", "above 0", meanMs);
	checkAmount("stdMs", stdMs);
	const fill = (target: Float64Array, random: Random) => {
		drawNormal(target, random);
		const again = new Float64Array(2);
		for (let i = 0; i < target.length; i++) {
			target[i] = meanMs + stdMs * target[i]!;
			while (target[i]! <= 0) target[i] = meanMs + stdMs * drawNormal(again, random)[0]!;
		}
	};
	return drawnNetwork(`normal ${meanMs} ± ${stdMs} ms`, fill, legs);
}

/**
 * Lognormal network times, optionally shifted by a floor that no request goes below.
 *
 * @param options `mu` and `sigma`: mean and deviation of the logarithm of the whole network time less the shift, in
 * milliseconds; `shiftMs`: the floor (default 0)
 * @throws {InvalidNetworkError} for a shift below 0 or a deviation below 0
 *
 * @example
 * ```ts
 * import { drawRequests, lognormalNetwork } from "@mdinference/simulation";
 *
 * const university = lognormalNetwork({ mu: 3.879, sigma: 0.583 });
 * const { upMs } = drawRequests(university, { count: 10_001, seed: 1 });
 * const median = 2 * upMs.toSorted()[5000]!;
 * if (Math.abs(median - Math.exp(3.879)) > 2) throw new Error("the median is exp(mu)");
 * ```
 */
export function lognormalNetwork(options: { mu: number; sigma: number; shiftMs?: number } & Legs): Network {
	const { mu, sigma, shiftMs = 0, ...legs } = options;
	if (!Number.isFinite(mu)) throw new InvalidNetworkError("mu", "a finite number", mu);
	checkAmount("sigma", sigma);
	checkAmount("shiftMs", shiftMs);
	const fill = (target: Float64Array, random: Random) => {
		drawNormal(target, random);
		for (let i = 0; i < target.length; i++) target[i] = shiftMs + Math.exp(mu + sigma * target[i]!);
	};
	const shifted = shiftMs > 0 ? `, shifted by ${shiftMs} ms` : "";
	return drawnNetwork(`lognormal mu ${mu}, sigma ${sigma}${shifted}`, fill, legs);
}

/**
 * Network times drawn with replacement from measured ones.
 *
 * @param samplesMs whole network times, both ways, in milliseconds
 * @throws {InvalidNetworkError} for an empty list, and for a sample that is NaN, infinite or below 0
 *
 * @example
 * ```ts
 * import { drawRequests, samplesNetwork } from "@mdinference/simulation";
 *
 * const { upMs } = drawRequests(samplesNetwork([40, 60]), { count: 10, seed: 1 });
 * if (!upMs.every((ms) => ms === 20 || ms === 30)) throw new Error("half of a sample each way");
 * ```
 */
export function samplesNetwork(samplesMs: ArrayLike<number>, legs: Legs = {}): Network {
	const samples = Float64Array.from(samplesMs);
	if (samples.length === 0) throw new InvalidNetworkError("samples", "at least one time", "none");
	for (const [index, sample] of samples.entries()) checkAmount(`samples[${index}]`, sample);
	const fill = (target: Float64Array, random: Random) => {
		for (let i = 0; i < target.length; i++) target[i] = samples[Math.floor(random() * samples.length)]!;
	};
	return drawnNetwork(`${samples.length} samples`, fill, legs);
}

/** A network whose times do not depend on when a request is sent. Its server sees the whole upload. */
function drawnNetwork(
	name: string,
	fill: (target: Float64Array, random: Random) => void,
	{ independent = false }: Legs,
): Network {
	return {
		name: independent ? `${name}, ways independent` : name,
		draw(sentAtMs, random): NetworkBatch {
			const upMs = new Float64Array(sentAtMs.length);
			fill(upMs, random);
			for (let i = 0; i < upMs.length; i++) upMs[i]! /= 2;
			let down = upMs;
			if (independent) {
				down = new Float64Array(sentAtMs.length);
				fill(down, random);
				for (let i = 0; i < down.length; i++) down[i]! /= 2;
			}
			return { sentAtMs, upMs, receiveMs: upMs, downMs: (request) => down[request]! };
		},
	};
}
