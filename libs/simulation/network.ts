import type { Random } from "@mdinference/stats";

/** The ways of many requests to the server, one place a request: a struct of arrays. Times in milliseconds. */
export interface NetworkBatch {
	/** When the client sends, from 0, never before the request before. */
	readonly sentAtMs: Float64Array;
	/** From the client's send to the last byte at the server. */
	readonly upMs: Float64Array;
	/** From the first to the last byte at the server: all that a server alone can measure. */
	readonly receiveMs: Float64Array;
	/**
	 * From the answer's start at the server to its end at the client.
	 *
	 * @param request its place in the batch
	 * @param leavesAtMs when the answer leaves, on the clock of `sentAtMs`
	 */
	readonly downMs: (request: number, leavesAtMs: number) => number;
}

/** A network that requests pass. A pure generator: the same random numbers give the same requests. */
export interface Network {
	/** What it is, in a few words. */
	readonly name: string;
	/**
	 * Draws the ways of requests that are sent at given times.
	 *
	 * @param sentAtMs when each is sent, in order
	 * @param random a source of uniform numbers in [0, 1)
	 */
	draw(sentAtMs: Float64Array, random: Random): NetworkBatch;
}

/** Thrown for a network that cannot be. */
export class InvalidNetworkError extends Error {
	/** The parameter that is wrong. */
	readonly field: string;
	/** What it was. */
	readonly value: unknown;

	/** Names the parameter, what it must be, and what it was. */
	constructor(field: string, expected: string, value: unknown) {
		super(`${field} of a network must be ${expected}, not ${value}`);
		this.name = "InvalidNetworkError";
		this.field = field;
		this.value = value;
	}
}

/**
 * Refuses what is not a finite number of at least 0.
 *
 * @throws {InvalidNetworkError} naming the parameter
 */
export function checkAmount(field: string, value: number): void {
	if (!(value >= 0 && value < Number.POSITIVE_INFINITY)) {
		throw new InvalidNetworkError(field, "a finite number, 0 or more", value);
	}
}
