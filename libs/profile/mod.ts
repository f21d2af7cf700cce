/**
 * What is known of a model: how long it takes here and lately, and how often it is right.
 *
 * @module
 */
export * from "./borne_out.ts";
export * from "./doubted_error.ts";
export * from "./expected_beyond.ts";
export * from "./latency_profile.ts";
export * from "./model_profile.ts";
