/**
 * The outcome log: every decision of the gateway and every execution of a model, in one SQLite file.
 *
 * Callers record into memory; a worker thread writes batches, so that nothing on a request's way waits for the disk.
 * The tables are documented in the schema itself: `sqlite3 FILE .schema` prints what each column means.
 *
 * @module
 */
export * from "./outcome_log.ts";
export { OutcomeLogError, type OutcomeLogReason } from "./outcome_log_error.ts";
export * from "./recent_executions.ts";
export * from "./records.ts";
export type { BatchWriter } from "./writer_thread.ts";
