/**
 * Sets rows as a table for a terminal: numbers flush right, the rest flush left.
 *
 * @param rows the header first
 *
 * @example
 * ```ts
 * import { textTable } from "@mdinference/report";
 *
 * const table = textTable([["model", "ms"], ["nano", 4], ["small", 12]]);
 * if (!table.endsWith("nano    4\nsmall  12\n")) throw new Error("numbers are flush right");
 * ```
 */
export function textTable(rows: readonly (readonly (string | number)[])[]): string {
	const texts = rows.map((row) => row.map(String));
	const widths = texts[0]!.map((_, column) => Math.max(...texts.map((row) => row[column]!.length)));
	const isNumber = (column: number) =>
		rows.slice(1).every((row) => /^[-–\d.\s%]*$/.test(String(row[column])));
	const line = (row: readonly string[]) =>
		row
			.map((text, column) =>
				isNumber(column) ? text.padStart(widths[column]!) : text.padEnd(widths[column]!),
			)
			.join("  ")
			.trimEnd();
	const [header, ...body] = texts;
	return `${[line(header!), widths.map((width) => "─".repeat(width)).join("  "), ...body.map(line)].join("\n")}\n`;
}
