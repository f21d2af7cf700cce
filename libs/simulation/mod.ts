/**
 * Requests without phones: networks, models and policies, seeded, millions of requests a second.
 *
 * @module
 */
export * from "./argument.ts";
export * from "./device_choice.ts";
export * from "./draw_normal.ts";
export * from "./drawn_network.ts";
export * from "./duplication.ts";
export * from "./estimator.ts";
export * from "./generate_trace.ts";
export * from "./interval.ts";
export * from "./model_profiles.ts";
export * from "./network.ts";
export * from "./network_spec.ts";
export * from "./outcomes.ts";
export * from "./profile_json.ts";
export * from "./published_measurements.ts";
export * from "./requests.ts";
export * from "./serve.ts";
export * from "./simulated_model.ts";
export * from "./sla_range.ts";
export * from "./summary.ts";
export * from "./trace.ts";
export * from "./trace_network.ts";
