/**
 * The online learning controller: which model answers, and what is learned from how it went.
 *
 * @module
 */
export { type Candidate, minSamples, type PolicyName, UnknownPolicyError } from "@mdinference/selection";
export type { ModelState, TaskState } from "./controlled_task.ts";
export * from "./controller.ts";
export * from "./controller_options.ts";
export * from "./events.ts";
export * from "./experiment.ts";
export * from "./exploration.ts";
export type { Change, HostState } from "./host_watch.ts";
export type { Calm, WatchState } from "./model_watch.ts";
export type { Rollback } from "./operator_acts.ts";
export * from "./return_detector.ts";
export * from "./unknown_model_error.ts";
export * from "./work_in_flight.ts";
