/**
 * The SDK: sends a picture to the gateway, races it against a copy on the device, and answers once, by the deadline.
 *
 * It needs a global `fetch` or one of its own, and nothing else: no DOM, no Node, no dependency at run time.
 *
 * @module
 */
export * from "./answer.ts";
export * from "./clock.ts";
export * from "./cloud.ts";
export * from "./combine.ts";
export * from "./create_client.ts";
export * from "./create_runner.ts";
export * from "./device_runner.ts";
export * from "./fetch_task.ts";
export * from "./memory_store.ts";
export * from "./mode.ts";
export * from "./outbox.ts";
export * from "./outbox_store.ts";
export * from "./race.ts";
