import type { Database } from "better-sqlite3";
import { type BoundedNames, boundedNames } from "./bounded_names.ts";

/** Names of sources of labels that the daily sums tell apart, a task. */
export const mostSourceNames = 50;

/** Prepares the function that says under which name the daily sums count a source: anybody may name one. */
export function sourceNames(database: Database): BoundedNames {
	const select = database
		.prepare<[string], string>("SELECT DISTINCT source FROM verdict_days WHERE task = ?")
		.pluck();
	return boundedNames((task) => select.all(task), mostSourceNames);
}
