/** Bytes that one line of a trace lets pass. */
export const packetBytes = 1500;

/** Thrown for a trace that is not one. */
export class InvalidTraceError extends Error {
	/** Line of the file, from 1; 0 where the whole file is meant. */
	readonly line: number;
	/** What is wrong with it. */
	readonly reason: string;

	/** Names the line and the reason. */
	constructor(line: number, reason: string) {
		super(line === 0 ? `A trace ${reason}.` : `Line ${line} of the trace ${reason}.`);
		this.name = "InvalidTraceError";
		this.line = line;
		this.reason = reason;
	}
}

/** One direction of a mobile link as recorded: when a packet of 1,500 bytes could pass. It begins anew at its end. */
export interface Trace {
	/** The opportunities, in whole milliseconds since the start, in order. */
	readonly timesMs: Float64Array;
	/** When it begins anew: its last time, in milliseconds. */
	readonly periodMs: number;
}

/**
 * Reads a trace in Mahimahi's format: a line holds one whole number, the millisecond at which a packet may pass.
 *
 * @param text the file
 * @throws {InvalidTraceError} for a line that is not a time, a time before the one above, and a file without a time
 * above 0
 * @see Netravali et al., "Mahimahi: accurate record-and-replay for HTTP", USENIX ATC 2015
 *
 * @example
 * ```ts
 * import { InvalidTraceError, parseTrace } from "@mdinference/simulation";
 *
 * if (parseTrace("0\n0\n7\n").periodMs !== 7) throw new Error("it begins anew at its last time");
 * try {
 * 	parseTrace("0\n9\n7\n");
 * 	throw new Error("time does not run backwards");
 * } catch (error) {
 * 	if (!(error instanceof InvalidTraceError) || error.line !== 3) throw error;
 * }
 * ```
 */
export function parseTrace(text: string): Trace {
	const lines = text.split("\n");
	if (lines.at(-1) === "") lines.pop();
	if (lines.length === 0) throw new InvalidTraceError(0, "has no lines");
	const timesMs = new Float64Array(lines.length);
	let previous = 0;
	for (const [index, line] of lines.entries()) {
		const written = line.trim();
		if (!/^\d{1,15}$/.test(written)) {
			const shown = JSON.stringify(written.length > 20 ? `${written.slice(0, 20)}…` : written);
			throw new InvalidTraceError(index + 1, `must be a whole number of milliseconds, not ${shown}`);
		}
		const timeMs = Number(written);
		if (timeMs < previous) {
			throw new InvalidTraceError(index + 1, `is ${timeMs} ms, before the ${previous} ms above it`);
		}
		timesMs[index] = timeMs;
		previous = timeMs;
	}
	if (previous === 0) throw new InvalidTraceError(0, "must end above 0 ms, or it never moves on");
	return { timesMs, periodMs: previous };
}

/**
 * Number of the first opportunity at or after a time, counted from the trace's start over all its rounds.
 *
 * @param atMs any time from 0, in milliseconds
 */
export function firstOpportunity({ timesMs, periodMs }: Trace, atMs: number): number {
	const round = Math.max(0, Math.ceil(atMs / periodMs) - 1);
	const withinMs = atMs - round * periodMs;
	let low = 0;
	let high = timesMs.length;
	while (low < high) {
		const middle = (low + high) >>> 1;
		if (timesMs[middle]! < withinMs) low = middle + 1;
		else high = middle;
	}
	return round * timesMs.length + low;
}

/**
 * When an opportunity comes.
 *
 * @param opportunity its number, counted over all rounds
 * @returns milliseconds since the trace's start
 *
 * @example
 * ```ts
 * import { firstOpportunity, opportunityMs, parseTrace } from "@mdinference/simulation";
 *
 * const trace = parseTrace("3\n10\n");
 * const next = firstOpportunity(trace, 11);
 * if (opportunityMs(trace, next) !== 13) throw new Error("3 ms into the second round");
 * ```
 */
export function opportunityMs({ timesMs, periodMs }: Trace, opportunity: number): number {
	const round = Math.floor(opportunity / timesMs.length);
	return round * periodMs + timesMs[opportunity - round * timesMs.length]!;
}
