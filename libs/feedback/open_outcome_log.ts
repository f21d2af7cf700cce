import { hostname } from "node:os";
import type { LogWriterData } from "./log_writer.ts";
import { OutcomeLog } from "./outcome_log.ts";
import type { OutcomeLogOptions } from "./outcome_log_options.ts";
import { type BatchWriter, startWriterThread } from "./writer_thread.ts";

/**
 * Opens the outcome log: makes or migrates the database in a thread of its own, and returns when it can be written. Several
 * may write one file, each under a name of its own.
 *
 * @param options the file, what to do with errors, and the sizes of batches
 * @returns the log; it keeps the process alive until it is closed
 * @throws {OutcomeLogError} when the database cannot be opened: its `reason` and message say why
 *
 * @example
 * ```ts ignore
 * import { openOutcomeLog } from "@mdinference/feedback";
 *
 * const log = await openOutcomeLog({ path: "outcomes.sqlite", onError: console.error });
 * log.record({});
 * await log.close();
 * if (log.stats().pending !== 0) throw new Error("a closed log has nothing left to write");
 * ```
 */
export async function openOutcomeLog(options: OutcomeLogOptions): Promise<OutcomeLog> {
	const data = logWriterData(options);
	const open = (): Promise<BatchWriter> => startWriterThread(data);
	return new OutcomeLog(await open(), open, options);
}

/**
 * What a writer thread is started with.
 *
 * @param options as for {@link openOutcomeLog}
 */
export function logWriterData(options: Omit<OutcomeLogOptions, "onError">): LogWriterData {
	const {
		path,
		host = hostname(),
		labels = {},
		trustedSources = [],
		keepDays = 90,
		maxBytes = Number.POSITIVE_INFINITY,
	} = options;
	const labelsOfTask = new Map(Object.entries(labels).map(([task, names]) => [task, new Set(names)]));
	return {
		path,
		host,
		labelsOfTask,
		trustedSources: new Set(trustedSources),
		horizonMs: keepDays * 86_400_000,
		maxBytes,
	};
}
