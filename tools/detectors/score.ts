import type { Detector } from "@mdinference/drift";

/**
 * Alarms on streams in which nothing changes.
 *
 * @param create makes the detector for each stream
 * @param streams the streams
 * @param enough counting stops above this many
 */
export function falseAlarms(
	create: () => Detector,
	streams: readonly Float64Array[],
	enough = Number.POSITIVE_INFINITY,
): number {
	let alarms = 0;
	for (const stream of streams) {
		const detector = create();
		for (let at = 0; at < stream.length && alarms <= enough; at++) {
			if (detector.update(stream[at]!) !== null) alarms += 1;
		}
	}
	return alarms;
}

/**
 * Where the change of the n-th stream is: some streams' later than others', so that a detector that looks once in 32
 * samples is not always as lucky.
 *
 * @param before samples that no change comes before
 */
export function changeOf(before: number, stream: number): number {
	return before + (stream % 32);
}

/**
 * How many samples after the change the first alarm came, the sample of the change included, for each stream; infinity
 * where it never came. Alarms before the change are not held against a detector here, but it has to start afresh.
 *
 * @param streams streams with the changes that `changeOf` tells
 */
export function delays(
	create: () => Detector,
	streams: readonly Float64Array[],
	before: number,
): Float64Array {
	return Float64Array.from(streams, (stream, number) => {
		const changeAt = changeOf(before, number);
		const detector = create();
		for (let at = 0; at < stream.length; at++) {
			if (detector.update(stream[at]!) !== null && at >= changeAt) return at - changeAt + 1;
		}
		return Number.POSITIVE_INFINITY;
	});
}

/** The smallest delay that a share of all streams does not exceed; infinity where too many were missed. */
export function quantile(values: Float64Array, share: number): number {
	return values.toSorted()[Math.max(0, Math.ceil(share * values.length) - 1)]!;
}
