/**
 * Models on this device: ONNX Runtime Web in workers of their own, from files that are verified before they are used,
 * measured on this very device.
 *
 * @module
 */
export type { Background } from "./background.ts";
export { type Candidate, chooseModel, type FittingRequest } from "./choose_model.ts";
export * from "./create_device.ts";
export * from "./create_device_family.ts";
export * from "./device.ts";
export * from "./device_error.ts";
export * from "./device_memory.ts";
export * from "./device_options.ts";
export * from "./model_store.ts";
export * from "./run_profile.ts";
