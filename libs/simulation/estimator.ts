import { ClaimedRtt, clampNetwork } from "@mdinference/network";

/** Every estimate of the network time that a simulated server can have, by name. */
export const estimateNames = ["true", "upload", "receive", "previous", "smoothed"] as const;

/**
 * How a server estimates the network time of a request. `true`: it is told; `upload`: 2 x the whole upload, which needs
 * the client's clock; `receive`: 2 x first to last byte, all that a server alone can see; `previous`: what the client
 * measured at its last request; `smoothed`: SRTT + RTTVAR of what it measured, by the gateway's own code.
 */
export type EstimateName = (typeof estimateNames)[number];

/** Thrown for the name of an estimate that does not exist. */
export class UnknownEstimateError extends Error {
	/** What was asked for. */
	readonly estimate: string;

	/** Names it and those that exist. */
	constructor(estimate: string) {
		super(`there is no estimate ${JSON.stringify(estimate)}; there are ${estimateNames.join(", ")}`);
		this.name = "UnknownEstimateError";
		this.estimate = estimate;
	}
}

/** What there is to estimate from. Times in milliseconds. */
export interface EstimateInput {
	/** From the client's send to the last byte. */
	upMs: number;
	/** From the first to the last byte. */
	receiveMs: number;
	/** Up and down, if the answer left at once. */
	trueMs: number;
	/** Tsla. */
	slaMs: number;
}

/** An estimate of the network time, with a memory of what the client measured. */
export interface Estimator {
	/** Tnw of a request, in milliseconds. */
	estimate(input: EstimateInput): number;
	/** Takes in the network time that the client measured of an earlier request, in milliseconds. */
	observe(networkMs: number): void;
}

/**
 * Makes an estimator. Until the client has measured anything, `previous` and `smoothed` are `receive`; then they are
 * clamped to [first to last byte, SLA] as the gateway does.
 *
 * @throws {UnknownEstimateError} for a name that does not exist
 * @see the paper, section IV-D, for 2 x Tinput
 *
 * @example
 * ```ts
 * import { createEstimator } from "@mdinference/simulation";
 *
 * const estimator = createEstimator("previous");
 * const input = { upMs: 40, receiveMs: 15, trueMs: 70, slaMs: 250 };
 * if (estimator.estimate(input) !== 30) throw new Error("nothing measured yet: 2 x 15");
 * estimator.observe(65);
 * if (estimator.estimate(input) !== 65) throw new Error("as the last time");
 * ```
 */
export function createEstimator(name: EstimateName): Estimator {
	switch (name) {
		case "true":
			return { estimate: ({ trueMs }) => trueMs, observe() {} };
		case "upload":
			return { estimate: ({ upMs }) => 2 * upMs, observe() {} };
		case "receive":
			return { estimate: ({ receiveMs }) => 2 * receiveMs, observe() {} };
		case "previous":
			return previousEstimator();
		case "smoothed":
			return smoothedEstimator();
		default:
			throw new UnknownEstimateError(name);
	}
}

function previousEstimator(): Estimator {
	const bounds = { uploadMs: 0, slaMs: 0 };
	let previousMs = Number.NaN;
	return {
		estimate({ receiveMs, slaMs }) {
			if (Number.isNaN(previousMs)) return 2 * receiveMs;
			bounds.uploadMs = receiveMs;
			bounds.slaMs = slaMs;
			return clampNetwork(previousMs, bounds);
		},
		observe(networkMs) {
			previousMs = networkMs;
		},
	};
}

function smoothedEstimator(): Estimator {
	const bounds = { uploadMs: 0, slaMs: 0 };
	const rtt = new ClaimedRtt();
	return {
		estimate({ receiveMs, slaMs }) {
			rtt.ask(slaMs);
			if (rtt.likelyMs === undefined) return 2 * receiveMs;
			bounds.uploadMs = receiveMs;
			bounds.slaMs = slaMs;
			return clampNetwork(rtt.likelyMs, bounds);
		},
		observe(networkMs) {
			rtt.claim(networkMs);
		},
	};
}
