import {
	closeSync,
	mkdirSync,
	openSync,
	readFileSync,
	statSync,
	truncateSync,
	writeFileSync,
	writeSync,
} from "node:fs";
import { dirname, join } from "node:path";
import Database from "better-sqlite3";
import { describe, expect, test } from "vitest";
import { migrations } from "./migrations.ts";
import { openDatabase, openDatabaseToRead } from "./open_database.ts";
import { OutcomeLogError } from "./outcome_log_error.ts";
import { exampleRecord } from "./testdata/example_records.ts";
import { memoryLog } from "./testdata/memory_log.ts";
import { temporaryFile } from "./testdata/temporary_folder.ts";

function refusal(path: string): OutcomeLogError {
	try {
		openDatabase(path).close();
	} catch (thrown) {
		if (thrown instanceof OutcomeLogError) return thrown;
		throw thrown;
	}
	throw new Error(`${path} was opened`);
}

function populated(): string {
	const path = temporaryFile();
	const { database, insert } = memoryLog(path);
	insert(Array.from({ length: 200 }, (_, index) => exampleRecord(String(index))));
	database.close();
	return path;
}

describe("openDatabase() refuses with a named error and a sentence that names the file", () => {
	test("a folder that does not exist", () => {
		const path = join(dirname(temporaryFile()), "nowhere", "outcomes.sqlite");
		const error = refusal(path);
		expect(error.reason).toBe("no-folder");
		expect(error.message).toBe(
			`The outcome log ${path} cannot be created: its folder does not exist (${dirname(path)}). ` +
				"Make the folder, or name a file in one that exists.",
		);
	});

	test("a file where its folder should be", () => {
		const file = temporaryFile();
		writeFileSync(file, "");
		expect(refusal(join(file, "outcomes.sqlite")).reason).toBe("no-folder");
	});

	test("a folder where the file should be", () => {
		const path = temporaryFile();
		mkdirSync(path);
		expect(refusal(path)).toMatchObject({ reason: "not-a-database", detail: "it is a folder" });
	});

	test("a file that cannot be written beside", () => {
		const path = temporaryFile();
		mkdirSync(`${path}-journal`);
		expect(refusal(path).reason).toBe("not-writable");
	});

	test("a file that is not a database, which stays as it was", () => {
		const path = temporaryFile();
		writeFileSync(path, "Dear diary, ".repeat(1000));
		expect(refusal(path).reason).toBe("not-a-database");
		expect(readFileSync(path, "utf8")).toBe("Dear diary, ".repeat(1000));
	});

	test("a database of another program, which stays as it was", () => {
		const path = temporaryFile();
		new Database(path).exec("CREATE TABLE recipes (name TEXT)").close();
		const before = readFileSync(path);
		expect(refusal(path).reason).toBe("foreign-database");
		expect(readFileSync(path).equals(before)).toBe(true);
	});

	test("a database from a newer version, which stays as it was", () => {
		const path = populated();
		const database = new Database(path);
		database.pragma(`user_version = ${migrations.length + 6}`);
		database.close();
		const before = readFileSync(path);
		const error = refusal(path);
		expect(error.reason).toBe("newer-version");
		expect(error.message).toContain(
			`its schema is ${migrations.length + 6}, this program knows ${migrations.length}`,
		);
		expect(readFileSync(path).equals(before)).toBe(true);
	});

	test("a truncated file", () => {
		const path = populated();
		truncateSync(path, Math.floor(statSync(path).size / 2));
		expect(refusal(path).reason).toBe("corrupt");
	});

	test("a file whose schema is overwritten with noise", () => {
		const path = populated();
		const file = openSync(path, "r+");
		writeSync(file, Buffer.alloc(3000, 0xa5), 0, 3000, 100);
		closeSync(file);
		expect(refusal(path).reason).toBe("corrupt");
	});

	test("a file that may only be read", () => {
		const path = populated();
		makeReadOnly(path);
		expect(refusal(path).reason).toBe("read-only");
	});

	test("a file that another program holds exclusively", { timeout: 20_000 }, () => {
		const path = populated();
		const other = new Database(path);
		other.pragma("locking_mode = EXCLUSIVE");
		other.exec("BEGIN EXCLUSIVE");
		expect(refusal(path).reason).toBe("locked");
		other.close();
	});
});

test("openDatabaseToRead() gives null where there is no file yet, and makes none", () => {
	const path = temporaryFile();
	expect(openDatabaseToRead(path)).toBeNull();
	expect(statSync(path, { throwIfNoEntry: false })).toBeUndefined();
});

/**
 * Permission bits do not hold back root. The format does: a file whose write version is above 2 may only be read
 * (https://www.sqlite.org/fileformat.html, section 1.3.3).
 */
function makeReadOnly(path: string): void {
	const file = openSync(path, "r+");
	writeSync(file, Buffer.from([3]), 0, 1, 18);
	closeSync(file);
}
