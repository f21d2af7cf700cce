import Sqlite, { type Database } from "better-sqlite3";
import { openDatabaseToRead } from "./open_database.ts";
import { OutcomeLogError, outcomeLogError } from "./outcome_log_error.ts";

/** A value of a result. Whole numbers that a number cannot hold exactly are `bigint`; a BLOB is a `Buffer`. */
export type CellValue = string | number | bigint | Buffer | null;

/** The result of a query, of which rows are read as they are asked for. */
export interface QueryResult {
	/** Names of the columns. */
	columns: string[];
	/** The rows. */
	rows: Iterable<CellValue[]>;
}

/** A query that cannot be answered; the message says why, and what would be right. */
export class QueryError extends Error {
	/** Tells this error from others. */
	override name = "QueryError";
	/** The query. */
	readonly sql: string;

	/** Keeps the query. */
	constructor(sql: string, message: string, options?: ErrorOptions) {
		super(message, options);
		this.sql = sql;
	}
}

/**
 * Opens the outcome log read-only, and lets a function read the result of one query.
 *
 * @param path the database file
 * @param sql one statement that reads
 * @param use reads the result; what it returns is returned, and what it throws is thrown as it is
 * @param parameters values of the statement's parameters
 * @throws {OutcomeLogError} where the file cannot be read
 * @throws {QueryError} where the statement cannot be answered
 */
export function readQuery<T>(
	path: string,
	sql: string,
	use: (result: QueryResult) => T,
	parameters: readonly CellValue[] = [],
): T {
	const database = openDatabaseToRead(path);
	if (!database) throw new OutcomeLogError(path, "no-file");
	try {
		const statement = prepare(database, sql);
		const columns = statement.columns().map(({ name }) => name);
		return use({ columns, rows: rowsOf(statement, sql, parameters) });
	} catch (thrown) {
		throw thrown instanceof Sqlite.SqliteError ? outcomeLogError(path, thrown) : thrown;
	} finally {
		database.close();
	}
}

/** A statement that asks, after space and comments; a comment ends where it first can, so that nothing hides in one. */
const question = /^(?:\s|--[^\n]*\n|\/\*(?:(?!\*\/).)*\*\/)*(?:select|with|values|explain)\b/is;

type ReadingStatement = ReturnType<Database["prepare"]>;

function prepare(database: Database, sql: string): ReadingStatement {
	let statement: ReadingStatement;
	try {
		statement = database.prepare(sql);
	} catch (thrown) {
		if (thrown instanceof RangeError) throw new QueryError(sql, manyStatements, { cause: thrown });
		throw asQueryError(sql, thrown);
	}
	// BEGIN and PRAGMA count as reading; neither is a question, and a pragma may write.
	if (!statement.reader || !statement.readonly || !question.test(sql)) throw new QueryError(sql, notReading);
	return statement.raw().safeIntegers();
}

function* rowsOf(
	statement: ReadingStatement,
	sql: string,
	parameters: readonly CellValue[],
): Generator<CellValue[]> {
	try {
		for (const row of statement.iterate(parameters) as Iterable<CellValue[]>) yield row.map(asNumber);
	} catch (thrown) {
		throw asQueryError(sql, thrown);
	}
}

/** A whole number as what it is everywhere else, where that loses nothing. */
function asNumber(value: CellValue): CellValue {
	if (typeof value !== "bigint") return value;
	const number = Number(value);
	return Number.isSafeInteger(number) ? number : value;
}

const manyStatements = "Give one statement at a time, without another one after it.";
const notReading =
	"Only statements that read are answered: SELECT, WITH, VALUES or EXPLAIN. Nothing was changed.";

/** What is wrong with the statement, as against what is wrong with the file. */
function asQueryError(sql: string, thrown: unknown): unknown {
	if (!(thrown instanceof Error)) return thrown;
	// What better-sqlite3 itself refuses, such as a statement with a parameter that nobody gave.
	if (!("code" in thrown))
		return new QueryError(sql, `That cannot be answered: ${thrown.message}.`, { cause: thrown });
	if (thrown.code === "SQLITE_READONLY") return new QueryError(sql, notReading, { cause: thrown });
	if (thrown.code !== "SQLITE_ERROR" && thrown.code !== "SQLITE_TOOBIG") return thrown;
	const hint = /no such table|no such column/.test(thrown.message)
		? " The tables and views are described in docs/outcome_log.md."
		: "";
	return new QueryError(sql, `SQLite cannot answer that: ${thrown.message}.${hint}`, { cause: thrown });
}
