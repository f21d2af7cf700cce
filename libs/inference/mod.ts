/**
 * ONNX on the server: verified models, images to tensors, and a pool of worker threads with a queue in front of it.
 * The event loop waits for no model and no image: images are decoded on libuv's threads, models run in workers.
 *
 * @module
 */
export * from "./decode_image.ts";
export * from "./inference_pool.ts";
export * from "./pool_errors.ts";
export * from "./pool_start_error.ts";
export * from "./read_zoo.ts";
export * from "./softmax.ts";
export * from "./to_input.ts";
export * from "./to_tensor.ts";
export * from "./top_labels.ts";
export * from "./zoo_error.ts";
