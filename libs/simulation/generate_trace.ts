import type { Random } from "@mdinference/stats";
import { drawNormal } from "./draw_normal.ts";
import { checkAmount, InvalidNetworkError } from "./network.ts";
import { packetBytes } from "./trace.ts";

/** What a made-up mobile link is like, one direction. */
export interface LinkCharacter {
	/** Median rate, in megabits a second. */
	readonly megabits: number;
	/** Deviation of the logarithm of the rate: 0.4 is steady, 1 is a car in a city. */
	readonly logStd: number;
	/** Time in which the rate forgets what it was, in milliseconds. */
	readonly correlationMs: number;
	/** Mean time between two grants of the scheduler, in milliseconds: packets come in bursts this far apart. */
	readonly grantMs: number;
	/** Mean time between two outages, in milliseconds; infinite for none. */
	readonly outageEveryMs: number;
	/** Mean length of an outage, in milliseconds. */
	readonly outageMs: number;
}

/**
 * Makes up a trace: the logarithm of the rate wanders as a first-order autoregressive process, a scheduler grants bursts at
 * random times, and outages come and go. It looks like a recorded LTE link, and has no more to do with one.
 *
 * @param character what the link is like
 * @param options `lengthMs`: when the trace ends; `random`: a source of uniform numbers
 * @returns a file in Mahimahi's format
 * @throws {InvalidNetworkError} for a rate, a grant, a length or a time between outages that is not above 0
 *
 * @example
 * ```ts
 * import { generateTrace, parseTrace } from "@mdinference/simulation";
 * import { seededRandom } from "@mdinference/stats";
 *
 * const link = { megabits: 6, logStd: 0.1, correlationMs: 500, grantMs: 5, outageEveryMs: Infinity, outageMs: 0 };
 * const { timesMs } = parseTrace(generateTrace(link, { lengthMs: 10_000, random: seededRandom(1) }));
 * if (Math.abs(timesMs.length / 5000 - 1) > 0.15) throw new Error("6 Mbit/s are 500 packets a second");
 * ```
 */
export function generateTrace(
	character: LinkCharacter,
	{ lengthMs, random }: { lengthMs: number; random: Random },
): string {
	const { megabits, logStd, correlationMs, grantMs, outageEveryMs, outageMs } = character;
	for (const [field, value] of Object.entries({ megabits, correlationMs, grantMs, lengthMs })) {
		checkAmount(field, value);
		if (value === 0) throw new InvalidNetworkError(field, "above 0", value);
	}
	checkAmount("logStd", logStd);
	checkAmount("outageMs", outageMs);
	if (!(outageEveryMs > 0)) throw new InvalidNetworkError("outageEveryMs", "above 0", outageEveryMs);
	const packetsPerMs = (megabits * 1000) / (8 * packetBytes);
	const wait = (meanMs: number) => -Math.log(1 - random()) * meanMs;
	const normal = new Float64Array(2);
	const lines: string[] = [];
	let level = drawNormal(normal, random)[0]!;
	let outageAtMs = wait(outageEveryMs);
	let owed = 0;
	for (let nowMs = 0; ; ) {
		const gapMs = wait(grantMs);
		nowMs += gapMs;
		if (nowMs >= outageAtMs) {
			nowMs = outageAtMs + wait(outageMs);
			outageAtMs = nowMs + wait(outageEveryMs);
		}
		if (nowMs >= lengthMs) break;
		const kept = Math.exp(-gapMs / correlationMs);
		level = kept * level + Math.sqrt(1 - kept * kept) * drawNormal(normal, random)[0]!;
		owed += packetsPerMs * gapMs * Math.exp(logStd * level);
		for (; owed >= 1; owed--) lines.push(`${Math.floor(nowMs)}\n`);
	}
	lines.push(`${Math.ceil(lengthMs)}\n`);
	return lines.join("");
}
