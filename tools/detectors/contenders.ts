import { createDetector, type Detector, sharedMachine } from "@mdinference/drift";
import type { StreamKind } from "./scenarios.ts";

/** A detector with the one option by which its false alarms are set. */
export interface Contender {
	/** Its name in tables. */
	name: string;
	/** The streams that it can watch. */
	kinds: readonly StreamKind[];
	/** What the option is. */
	option: string;
	/** The option's default. */
	standard: number;
	/** The option from most to fewest false alarms. */
	range: readonly [number, number];
	/** Makes the detector. */
	create: (threshold: number, publishedError: number) => Detector;
}

/** All detectors of the comparison. */
export const contenders: readonly Contender[] = [
	{
		name: "e-detector",
		kinds: ["errors"],
		option: "meanRunLength",
		standard: 1e4,
		range: [1.01, 1e9],
		create: (meanRunLength, publishedError) =>
			createDetector("e-detector", { publishedError, meanRunLength }),
	},
	{
		name: "cusum",
		kinds: ["errors", "latency"],
		option: "h",
		standard: 10,
		range: [0.5, 1e4],
		create: (h) => createDetector("cusum", { h }),
	},
	{
		name: "cusum, shared",
		kinds: ["latency"],
		option: "h",
		standard: 20,
		range: [0.5, 1e4],
		create: (h) => createDetector("cusum", { ...sharedMachine, h }),
	},
	{
		name: "adwin",
		kinds: ["errors", "latency"],
		option: "1 / delta",
		standard: 500,
		range: [1, 1e15],
		create: (inverse) => createDetector("adwin", { delta: 1 / inverse }),
	},
	{
		name: "page-hinkley",
		kinds: ["errors", "latency"],
		option: "threshold",
		standard: 50,
		range: [0.1, 1e5],
		create: (threshold) => createDetector("page-hinkley", { threshold }),
	},
	{
		name: "ddm",
		kinds: ["errors"],
		option: "driftThreshold",
		standard: 3,
		range: [0.1, 100],
		create: (driftThreshold) =>
			createDetector("ddm", { driftThreshold, warningThreshold: Math.min(2, driftThreshold) }),
	},
	{
		name: "kswin",
		kinds: ["errors", "latency"],
		option: "1 / alpha",
		standard: 200,
		range: [1.01, 1e15],
		create: (inverse) => createDetector("kswin", { alpha: 1 / inverse }),
	},
];
