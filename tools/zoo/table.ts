/**
 * Sets rows in columns: the first to the left, the others to the right.
 *
 * @returns the lines, each ended
 */
export function table(rows: readonly (readonly string[])[]): string {
	const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
	const cell = (text: string, column: number) =>
		column === 0 ? text.padEnd(widths[column]!) : text.padStart(widths[column]!);
	return rows.map((row) => `${row.map(cell).join("  ")}\n`).join("");
}
