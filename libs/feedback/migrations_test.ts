import Database from "better-sqlite3";
import { describe, expect, test } from "vitest";
import { migrate, migrations } from "./migrations.ts";
import { exampleRecord } from "./testdata/example_records.ts";
import { memoryLog } from "./testdata/memory_log.ts";

const version = (database: Database.Database) => database.pragma("user_version", { simple: true });

describe("migrate()", () => {
	test("gives an empty database the schema, and does nothing the second time", () => {
		const database = new Database(":memory:");
		expect(migrate(database)).toBe(migrations.length);
		const schema = database.prepare("SELECT * FROM sqlite_schema").all();
		expect(migrate(database)).toBe(migrations.length);
		expect(database.prepare("SELECT * FROM sqlite_schema").all()).toEqual(schema);
	});

	test("keeps the rows of a populated older database", () => {
		const { database, insert } = memoryLog();
		insert([exampleRecord("a"), exampleRecord("b")]);
		const before = database.prepare("SELECT * FROM requests").all();
		migrate(database, [...migrations, "ALTER TABLE decisions ADD COLUMN colour TEXT"]);
		expect(version(database)).toBe(migrations.length + 1);
		expect(database.prepare("SELECT * FROM requests").all()).toEqual(before);
	});

	test("a step that fails leaves the version before it, whole", () => {
		const database = new Database(":memory:");
		const broken = [
			...migrations,
			"CREATE TABLE half (a) STRICT; SELECT nonsense",
			"CREATE TABLE never (a INT)",
		];
		expect(() => migrate(database, broken)).toThrow(Database.SqliteError);
		expect(version(database)).toBe(migrations.length);
		expect(database.prepare("SELECT name FROM sqlite_schema WHERE name IN ('half', 'never')").all()).toEqual(
			[],
		);
	});

	test("documents every column in the schema that an analyst can print", () => {
		const database = new Database(":memory:");
		migrate(database);
		const tables = ["decisions", "answers", "labels", "profile_versions", "drift_events", "checkpoints"];
		const sql = database.prepare("SELECT sql FROM sqlite_schema WHERE name = ?").pluck();
		const columns = database.prepare("SELECT name FROM pragma_table_info(?)").pluck();
		const selfExplaining = new Set(["id", "task", "model", "host"]);
		for (const table of tables) {
			const isUndocumented = (name: unknown) =>
				!new RegExp(`[\\t ]${name} .*-- .+`).test(String(sql.get(table)));
			const undocumented = columns.all(table).filter((name) => !selfExplaining.has(String(name)));
			expect(undocumented.filter(isUndocumented)).toEqual([]);
		}
	});
});
