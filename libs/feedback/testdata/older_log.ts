import Database from "better-sqlite3";
import { migrate, migrations } from "../migrations.ts";
import { batchWriter } from "../write_batch.ts";
import { exampleOptions, type MemoryLog } from "./memory_log.ts";

/** Columns of `decisions` that today's writer fills, by the version that brought them. */
const newerColumns = [
	{ since: 5, name: "wait_std_ms" },
	{ since: 5, name: "remaining_ms" },
	{ since: 5, name: "device_accuracy" },
] as const;

/**
 * A log in memory as the release of this version left it, to be migrated. It is filled by today's writer, which is lent the
 * columns that it lacks.
 *
 * @param version of the schema, at least 3
 * @param fill writes rows
 */
export function olderLog(version: number, fill: (insert: MemoryLog["insert"]) => void): Database.Database {
	const database = new Database(":memory:");
	migrate(database, migrations.slice(0, version));
	const lent = newerColumns.filter(({ since }) => since > version);
	for (const { name } of lent) database.exec(`ALTER TABLE decisions ADD COLUMN ${name} REAL`);
	fill(batchWriter(database, exampleOptions));
	for (const { name } of lent) database.exec(`ALTER TABLE decisions DROP COLUMN ${name}`);
	return database;
}
