/**
 * Which model should answer: pure functions of what is known of the models and of the time that is left.
 *
 * @module
 */
export * from "./budget.ts";
export * from "./candidate.ts";
export * from "./mdinference.ts";
export * from "./selection.ts";
