/**
 * A table as Markdown that is aligned for the terminal, too: the first column to the left, the others to the right.
 *
 * @param rows the header first
 *
 * @example
 * ```ts
 * import { markdownTable } from "@mdinference/report";
 *
 * const table = markdownTable([["model", "ms"], ["nano", "4"]]);
 * if (!table.includes("| nano  |   4 |")) throw new Error("the first column to the left, the others to the right");
 * ```
 */
export function markdownTable(rows: readonly (readonly string[])[]): string {
	const widths = rows[0]!.map((_, column) => Math.max(3, ...rows.map((row) => row[column]!.length)));
	const line = (cells: readonly string[]) =>
		`| ${cells.map((cell, column) => (column === 0 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!))).join(" | ")} |\n`;
	const rule = widths.map((width, column) =>
		column === 0 ? "-".repeat(width) : `${"-".repeat(width - 1)}:`,
	);
	const [header, ...body] = rows;
	return [header!, rule, ...body].map(line).join("");
}
