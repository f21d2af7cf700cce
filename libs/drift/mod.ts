/**
 * Detectors of change in a stream of numbers, all with one interface: a model's errors, or the logarithms of its service
 * times.
 *
 * @module
 */
export * from "./adwin.ts";
export * from "./create_detector.ts";
export * from "./cusum.ts";
export * from "./ddm.ts";
export * from "./detector.ts";
export * from "./e_detector.ts";
export * from "./kolmogorov_smirnov.ts";
export * from "./kswin.ts";
export * from "./page_hinkley.ts";
export { DetectorOptionError, DetectorStateError, SampleRefusedError } from "./refusals.ts";
