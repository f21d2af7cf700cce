/**
 * Sets rows in columns: words to the left, figures to the right.
 *
 * @param rows the first holds the headings; all of the same length
 * @returns the lines, each ended
 */
export function table(rows: readonly (readonly string[])[]): string {
	const columns = rows[0]!.map((_, column) => rows.map((row) => row[column]!));
	const widths = columns.map((cells) => Math.max(...cells.map((cell) => cell.length)));
	const figures = columns.map((cells) => cells.slice(1).every((cell) => /^[-–\d.]*( |$)/.test(cell)));
	const set = (cell: string, column: number) =>
		figures[column] ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!);
	return rows.map((row) => `${row.map(set).join("  ").trimEnd()}\n`).join("");
}
