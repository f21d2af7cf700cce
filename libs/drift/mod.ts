/**
 * Detectors of change in a stream of numbers, all with one interface: a model's errors, or the logarithms of its service
 * times.
 *
 * @module
 */
export * from "./cusum.ts";
export * from "./detector.ts";
export * from "./e_detector.ts";
export { DetectorOptionError, DetectorStateError, SampleRefusedError } from "./refusals.ts";
