/** The names of all detectors, in the order in which the docs compare them. */
export const detectorNames = ["e-detector", "cusum", "adwin", "page-hinkley", "ddm", "kswin"] as const;

/** The name of a detector. */
export type DetectorName = (typeof detectorNames)[number];

/** What a detector says when it has seen a change. */
export interface DriftAlarm {
	/** Who says so. */
	detector: DetectorName;
	/** Whether the level of the stream went up or down. */
	direction: "up" | "down";
	/** The statistic that crossed its threshold, in the detector's own unit. */
	statistic: number;
	/** The threshold that it crossed. */
	threshold: number;
	/** Samples taken in since the last reset, the newest included. */
	samples: number;
	/** How many of the newest samples belong to the new regime: the detector's best guess, at least 1. */
	recent: number;
}

/** A snapshot of a detector: numbers, lists of numbers and flags, which JSON carries unchanged. */
export interface DetectorState {
	/** Whose snapshot it is. */
	readonly detector: DetectorName;
	/** The detector's own fields. */
	readonly [field: string]: string | number | boolean | readonly number[];
}

/**
 * Watches a stream of numbers for a change of its level or distribution.
 *
 * All detectors keep these promises: the same samples give the same alarms; a detector that was restored from a snapshot
 * goes on as the original would; a refused sample changes nothing; memory does not grow with the stream; and after an
 * alarm the next update starts afresh, so that a state can still be read while the alarm is handled.
 */
export interface Detector {
	/** Which detector it is. */
	readonly name: DetectorName;
	/** Samples taken in since the last reset. */
	readonly samples: number;
	/**
	 * Takes a sample in.
	 *
	 * @param value the sample; what it means and its range are the detector's
	 * @returns an alarm, if the stream has changed
	 * @throws {SampleRefusedError} for NaN, infinities and values out of range; the state is as before
	 */
	update(value: number): DriftAlarm | null;
	/** All that is needed to go on elsewhere, but for the options. */
	snapshot(): DetectorState;
}
