/**
 * Estimates of the network time, Tnw of the paper.
 *
 * @module
 */
export * from "./claimed_rtt.ts";
export * from "./client_networks.ts";
export * from "./clock_offset.ts";
export * from "./clock_reference.ts";
export * from "./downlink_model.ts";
export * from "./network_estimate.ts";
