import type { Detector } from "@mdinference/drift";
import { falseAlarms } from "./score.ts";

/**
 * The least threshold with no more than a wanted number of alarms on streams in which nothing changes, by halving the
 * range on a logarithmic scale until it is within 1 %. Where even the least threshold gives fewer, it is the answer.
 *
 * @param create makes the detector with a threshold
 * @param range the thresholds from most to fewest alarms
 * @param streams the streams: not those on which the detector is then scored
 * @param wanted how many alarms there may be on all streams together
 */
export function calibrate(
	create: (threshold: number) => Detector,
	range: readonly [number, number],
	streams: readonly Float64Array[],
	wanted: number,
): number {
	const few = (threshold: number) => falseAlarms(() => create(threshold), streams, wanted) <= wanted;
	let [tooLow, low] = range;
	if (few(tooLow)) return tooLow;
	while (low / tooLow > 1.01) {
		const middle = Math.sqrt(tooLow * low);
		if (few(middle)) low = middle;
		else tooLow = middle;
	}
	return low;
}
