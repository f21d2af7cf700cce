import { markdownTable, textTable } from "@mdinference/report";
import { goalInWords, holds, inUnit, type Row } from "./row.ts";

const columns = ["what", "goal", "measured", "holds", "seen"];

/** The rows as a table for a terminal. */
export function terminalTable(rows: readonly Row[]): string {
	return textTable([columns, ...rows.map(cellsOf)]);
}

/** The rows as a table in Markdown. */
export function pageTable(rows: readonly Row[]): string {
	return markdownTable([columns, ...rows.map(cellsOf)]);
}

/** How many promises are kept, and which are not. */
export function verdict(rows: readonly Row[]): string {
	const broken = rows.filter((row) => !holds(row)).map(({ what }) => what);
	const kept = `${rows.length - broken.length} of ${rows.length} goals are met`;
	return broken.length === 0 ? `${kept}.` : `${kept}; not met: ${broken.join("; ")}.`;
}

function cellsOf(row: Row): string[] {
	const { what, goal, measured, spread } = row;
	return [what, goalInWords(goal), inUnit(measured, goal.unit), holds(row) ? "yes" : "NO", spread];
}
