/**
 * Seeded random numbers and streaming statistics: what every other room counts with.
 *
 * @module
 */
export * from "./beta_accuracy.ts";
export * from "./clock.ts";
export * from "./forgetting.ts";
export * from "./forgetting_moments.ts";
export * from "./normal_distribution.ts";
export * from "./quantile_buckets.ts";
export * from "./random.ts";
export * from "./smoothed_rtt.ts";
