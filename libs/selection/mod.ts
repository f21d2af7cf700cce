/**
 * Which model should answer: pure functions of what is known of the models and of the time that is left.
 *
 * @module
 */
export * from "./budget.ts";
export * from "./candidate.ts";
export * from "./clairvoyant.ts";
export * from "./create_policy.ts";
export { choose, type Decision, draw, InvalidShareError, makeDecision, weigh } from "./decision.ts";
export * from "./enough_models.ts";
export * from "./mdinference.ts";
export * from "./policy.ts";
export * from "./prepared_candidates.ts";
export * from "./pure_random.ts";
export * from "./related_accurate.ts";
export * from "./related_random.ts";
export * from "./selection.ts";
export * from "./static_accuracy.ts";
export * from "./static_greedy.ts";
export * from "./static_latency.ts";
export * from "./value.ts";
