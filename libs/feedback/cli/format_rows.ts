import type { CellValue, QueryResult } from "../read_query.ts";
import { UsageError } from "./run_command.ts";

/** How results are printed. */
export type RowFormat = "table" | "csv" | "jsonl";

/** The formats there are. */
export const rowFormats: readonly RowFormat[] = ["table", "csv", "jsonl"];

/**
 * Prints a result line by line, without ever holding more of it than a table needs to know its widths.
 *
 * In each format whole numbers have all their digits, and a BLOB is in hexadecimal, as SQLite's `hex()` writes it. In JSON
 * an infinite number is a string, for JSON has no such number.
 *
 * @param result the result
 * @param format `csv` follows RFC 4180 with a line of names, NULL is empty; `jsonl` has one JSON object a line; `table` is
 * for reading, its widths are those of the first 100 rows
 * @returns the lines, without their ends
 * @throws {UsageError} for `jsonl` where two columns have one name
 */
export function* formatRows(result: QueryResult, format: RowFormat): Generator<string> {
	switch (format) {
		case "csv":
			yield csvLine(result.columns);
			for (const row of result.rows) yield csvLine(row);
			break;
		case "jsonl":
			yield* jsonLines(result);
			break;
		case "table":
			yield* table(result);
	}
}

function* jsonLines({ columns, rows }: QueryResult): Generator<string> {
	const twice = columns.find((name, index) => columns.indexOf(name) < index);
	if (twice !== undefined) {
		throw new UsageError(
			`Two columns are called "${twice}", and a JSON object has one of a name: tell them apart with AS.`,
		);
	}
	const names = columns.map((name) => JSON.stringify(name));
	for (const row of rows)
		yield `{${row.map((value, index) => `${names[index]}:${jsonCell(value)}`).join(",")}}`;
}

function* table({ columns, rows }: QueryResult): Generator<string> {
	const rest = rows[Symbol.iterator]();
	try {
		yield* tableLines(columns, rest);
	} finally {
		// Whoever reads may leave: a database with a statement that is being read cannot be closed.
		rest.return?.();
	}
}

function* tableLines(columns: string[], rest: Iterator<CellValue[]>): Generator<string> {
	const first: CellValue[][] = [];
	for (let next = rest.next(); !next.done; next = rest.next()) {
		first.push(next.value);
		if (first.length === measuredRows) break;
	}
	const widths = columns.map((name, index) =>
		Math.max(name.length, ...first.map((row) => tableCell(row[index]!).length)),
	);
	const isNumber = columns.map((_, index) => first.every((row) => isNumeric(row[index]!)));
	const line = (cells: string[]): string =>
		cells
			.map((cell, index) => (isNumber[index] ? cell.padStart(widths[index]!) : cell.padEnd(widths[index]!)))
			.join("  ")
			.trimEnd();
	yield line(columns);
	yield widths.map((width) => "-".repeat(width)).join("  ");
	for (const row of first) yield line(row.map(tableCell));
	for (let next = rest.next(); !next.done; next = rest.next()) yield line(next.value.map(tableCell));
}

const measuredRows = 100;

function isNumeric(value: CellValue): boolean {
	return value === null || typeof value === "number" || typeof value === "bigint";
}

function tableCell(value: CellValue): string {
	if (typeof value !== "number") return textOf(value).replace(/\s+/g, " ");
	return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(6)));
}

function jsonCell(value: CellValue): string {
	if (value === null) return "null";
	const isJsonNumber = typeof value === "bigint" || Number.isFinite(value);
	return isJsonNumber ? String(value) : JSON.stringify(textOf(value));
}

/** An empty line is no row to whoever reads CSV: a row of one empty cell is written with quotes. */
function csvLine(row: CellValue[]): string {
	return row.map(csvCell).join(",") || '""';
}

/** A value in words, before a format escapes it. */
function textOf(value: CellValue): string {
	if (value === null) return "";
	return Buffer.isBuffer(value) ? value.toString("hex").toUpperCase() : String(value);
}

function csvCell(value: CellValue): string {
	if (typeof value === "number") return String(value);
	const text = textOf(value);
	return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
