import type { Database } from "better-sqlite3";
import { type BoundedNames, boundedNames } from "./bounded_names.ts";

/** Names of sources of labels that the daily sums tell apart, a task, beside the trusted ones. */
export const mostSourceNames = 50;

/**
 * Prepares the function that says under which name the daily sums count a source: anybody may name one, and as many as
 * there is room for, so trusted ones always keep their names.
 */
export function sourceNames(database: Database, trustedSources: ReadonlySet<string>): BoundedNames {
	const select = database
		.prepare<[string], string>("SELECT DISTINCT source FROM verdict_days WHERE task = ?")
		.pluck();
	const untrusted = (task: string) => select.all(task).filter((name) => !trustedSources.has(name));
	const bounded = boundedNames(untrusted, mostSourceNames);
	return (task, source) => (trustedSources.has(source) ? source : bounded(task, source));
}
