import Database from "better-sqlite3";
import { describe, expect, test } from "vitest";
import { recordInserter } from "./insert_records.ts";
import { migrate, migrations } from "./migrations.ts";
import { exampleRecord } from "./testdata/example_records.ts";

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
		const database = new Database(":memory:");
		migrate(database);
		recordInserter(database)([exampleRecord("a"), exampleRecord("b")]);
		const before = database.prepare("SELECT * FROM requests").all();
		migrate(database, [...migrations, "ALTER TABLE decisions ADD COLUMN profile_version INTEGER"]);
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
		const sql = database.prepare("SELECT sql FROM sqlite_schema WHERE name = 'decisions'").pluck().get();
		const columns = database.prepare("SELECT name FROM pragma_table_info('decisions')").pluck().all();
		const undocumented = columns.filter((name) => !new RegExp(`\\t${name} .*-- .+`).test(String(sql)));
		expect(undocumented).toEqual([]);
	});
});
