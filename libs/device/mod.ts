/**
 * A model on this device: ONNX Runtime Web in a worker of its own, from a file that is verified before it is used.
 *
 * @module
 */
export * from "./create_device.ts";
export * from "./device_error.ts";
export * from "./model_store.ts";
export * from "./run_profile.ts";
