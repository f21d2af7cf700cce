/**
 * The outcome log: decisions, runs, answers, labels, and what was learned from them, in one SQLite file.
 *
 * Callers record into memory; a worker thread writes batches, so that nothing on a request's way waits for the disk.
 * The tables are documented in the schema itself: `sqlite3 FILE .schema` prints what each column means.
 *
 * @module
 */
export * from "./lesson.ts";
export { openOutcomeLog } from "./open_outcome_log.ts";
export * from "./outcome_log.ts";
export { OutcomeLogError, type OutcomeLogReason } from "./outcome_log_error.ts";
export * from "./outcome_log_options.ts";
export * from "./profile_records.ts";
export * from "./read_learned.ts";
export * from "./read_newest_requests.ts";
export * from "./read_profile_version.ts";
export * from "./records.ts";
export * from "./replay.ts";
export * from "./reports.ts";
export type { BatchWriter } from "./writer_thread.ts";
