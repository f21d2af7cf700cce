import { type Stats, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import Database from "better-sqlite3";
import { migrate } from "./migrations.ts";
import { OutcomeLogError, outcomeLogError } from "./outcome_log_error.ts";

/** How long SQLite itself waits for a lock before it reports that the database is locked, in milliseconds. */
export const busyTimeoutMs = 2_000;

/**
 * Opens the outcome log for writing, makes it where it does not exist, and brings it to the newest version.
 *
 * WAL with `synchronous = NORMAL`: a killed process loses nothing that was committed; a power cut may lose the last
 * commits, never the file (https://www.sqlite.org/pragma.html#pragma_synchronous).
 *
 * @param path the database file
 * @returns the open database
 * @throws {OutcomeLogError} with a sentence that says what is wrong
 */
export function openDatabase(path: string): Database.Database {
	let database: Database.Database | undefined;
	try {
		refuseFolders(path);
		database = new Database(path, { timeout: busyTimeoutMs });
		// Only a file without a page can be told to keep track of free pages (https://www.sqlite.org/pragma.html#pragma_auto_vacuum).
		if (database.pragma("page_count", { simple: true }) === 0) database.pragma("auto_vacuum = INCREMENTAL");
		// The version is looked at first: the change to WAL would write into a file that may not be ours.
		const version = migrate(database);
		database.pragma("journal_mode = WAL");
		database.pragma("synchronous = NORMAL");
		// SQLite opens what it may only read without a word; a write that changes nothing tells.
		database.exec(`BEGIN IMMEDIATE; PRAGMA user_version = ${version}; ROLLBACK`);
		return database;
	} catch (thrown) {
		database?.close();
		throw outcomeLogError(path, thrown);
	}
}

/**
 * Opens the outcome log for reading alone.
 *
 * @param path the database file
 * @returns the open database, or null where there is no such file yet
 * @throws {OutcomeLogError} with a sentence that says what is wrong
 */
export function openDatabaseToRead(path: string): Database.Database | null {
	try {
		refuseFolders(path);
		if (!stat(path)) return null;
		return new Database(path, { readonly: true, timeout: busyTimeoutMs });
	} catch (thrown) {
		throw outcomeLogError(path, thrown);
	}
}

function refuseFolders(path: string): void {
	const folder = dirname(resolve(path));
	if (!stat(folder)?.isDirectory()) throw new OutcomeLogError(path, "no-folder", { detail: folder });
	if (stat(path)?.isDirectory())
		throw new OutcomeLogError(path, "not-a-database", { detail: "it is a folder" });
}

function stat(path: string): Stats | undefined {
	return statSync(path, { throwIfNoEntry: false });
}
