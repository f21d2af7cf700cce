import type { CellValue, QueryResult } from "../read_query.ts";

/** How results are printed. */
export type RowFormat = "table" | "csv" | "jsonl";

/** The formats there are. */
export const rowFormats: readonly RowFormat[] = ["table", "csv", "jsonl"];

/**
 * Prints a result line by line, without ever holding more of it than a table needs to know its widths.
 *
 * @param result the result
 * @param format `csv` follows RFC 4180 with a line of names; `jsonl` has one JSON object a line; `table` is for reading,
 * its widths are those of the first 100 rows
 * @returns the lines, without their ends
 */
export function* formatRows(result: QueryResult, format: RowFormat): Generator<string> {
	switch (format) {
		case "csv":
			yield result.columns.map(csvCell).join(",");
			for (const row of result.rows) yield row.map(csvCell).join(",");
			break;
		case "jsonl":
			for (const row of result.rows) {
				yield JSON.stringify(Object.fromEntries(result.columns.map((name, index) => [name, row[index]])));
			}
			break;
		case "table":
			yield* table(result);
	}
}

function* table({ columns, rows }: QueryResult): Generator<string> {
	const rest = rows[Symbol.iterator]();
	const first: CellValue[][] = [];
	for (let next = rest.next(); !next.done; next = rest.next()) {
		first.push(next.value);
		if (first.length === measuredRows) break;
	}
	const widths = columns.map((name, index) =>
		Math.max(name.length, ...first.map((row) => tableCell(row[index]).length)),
	);
	const isNumber = columns.map((_, index) => first.every((row) => typeof row[index] !== "string"));
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

function tableCell(value: CellValue | undefined): string {
	if (value === null || value === undefined) return "";
	if (typeof value === "string") return value.replace(/\s+/g, " ");
	return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(6)));
}

function csvCell(value: CellValue): string {
	const text = value === null ? "" : String(value);
	return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
