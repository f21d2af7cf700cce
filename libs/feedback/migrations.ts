import type { Database } from "better-sqlite3";
import { OutcomeLogError } from "./outcome_log_error.ts";
import { version1 } from "./schema/version_1.ts";
import { version2 } from "./schema/version_2.ts";
import { version3 } from "./schema/version_3.ts";
import { version4 } from "./schema/version_4.ts";
import { version5 } from "./schema/version_5.ts";

/** Marks a file as an outcome log in its header (`PRAGMA application_id`): the letters MDI1. */
export const applicationId: number = 0x4d444931;

/**
 * The steps that make the schema, oldest first. A database's version (`PRAGMA user_version`) is how many of them it
 * has seen. A step that was released is never changed, but for its comments: what is wrong in it is put right by a later one.
 */
export const migrations: readonly string[] = [version1, version2, version3, version4, version5];

/**
 * Brings a database to the newest version, one transaction a step: a step that fails, or that a crash cuts off, leaves
 * the version before it. Two programs that start at once do not step on each other.
 *
 * @param database an open, writable database
 * @param steps the steps to take, of which the database may have seen some
 * @returns the version it has now
 * @throws {OutcomeLogError} `newer-version` or `foreign-database`; the file is then left as it was
 * @throws {Database.SqliteError} what SQLite reports, such as `SQLITE_BUSY`
 */
export function migrate(database: Database, steps: readonly string[] = migrations): number {
	const pragma = (name: string): number => Number(database.pragma(name, { simple: true }));
	const known = (): number => {
		const version = pragma("user_version");
		const empty = database.prepare("SELECT count(*) FROM sqlite_schema").pluck().get() === 0;
		if (!empty && pragma("application_id") !== applicationId) {
			throw new OutcomeLogError(database.name, "foreign-database");
		}
		if (version > steps.length) {
			const detail = `its schema is ${version}, this program knows ${steps.length}`;
			throw new OutcomeLogError(database.name, "newer-version", { detail });
		}
		return version;
	};
	const step = database.transaction(() => {
		const version = known();
		const sql = steps[version];
		if (sql === undefined) return;
		database.exec(sql);
		database.pragma(`application_id = ${applicationId}`);
		database.pragma(`user_version = ${version + 1}`);
	});
	while (known() < steps.length) step.immediate();
	return steps.length;
}
