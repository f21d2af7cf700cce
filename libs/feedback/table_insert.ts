import type { Database } from "better-sqlite3";

/** What a column can hold. */
export type SqlValue = string | number | null;

/**
 * Prepares an insert whose columns are a record's properties, in the schema's spelling: `decidedAtMs` is written to
 * `decided_at_ms`. Truth values become 0 and 1, times since 1970 whole milliseconds, arrays and objects JSON.
 *
 * @param database an open outcome log
 * @param table its table
 * @param columns the properties to write
 * @param key the columns under which the first row stays
 * @returns a function that inserts a record and says whether the row is new
 */
export function tableInsert<T extends object>(
	database: Database,
	table: string,
	columns: readonly (keyof T & string)[],
	key: string,
): (record: T) => boolean {
	const names = columns.map(columnName).join(", ");
	const values = columns.map(() => "?").join(", ");
	// Not INSERT OR IGNORE, which would pass over a missing value in silence too.
	const statement = database.prepare(
		`INSERT INTO ${table} (${names}) VALUES (${values}) ON CONFLICT (${key}) DO NOTHING`,
	);
	return (record) => statement.run(columns.map((column) => sqlValue(column, record[column]))).changes > 0;
}

/** The schema's spelling of a property. */
export function columnName(property: string): string {
	return property.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function sqlValue(property: string, value: unknown): SqlValue {
	switch (typeof value) {
		case "boolean":
			return Number(value);
		case "number":
			return checkNumber(property, value);
		case "object":
			return value === null ? null : JSON.stringify(value);
		default:
			return value as SqlValue;
	}
}

/** SQLite would take NaN as NULL, and one absurd time would keep the sums of its batch from being written. */
function checkNumber(property: string, value: number): number {
	const isInstant = property.endsWith("AtMs") || property === "atMs";
	const largest = isInstant ? latestMs : property.endsWith("Ms") ? longestMs : Number.MAX_VALUE;
	if (!(Math.abs(value) <= largest)) throw new RangeError(`${columnName(property)} is ${value}`);
	return isInstant ? Math.round(value) : value;
}

/** The last instant of an ECMAScript Date. */
const latestMs = 8.64e15;
/** Some eleven days. */
const longestMs = 1e9;
