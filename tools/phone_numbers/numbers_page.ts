import type { Machine } from "./machine.ts";
import { pageTable, verdict } from "./number_tables.ts";
import type { Row } from "./row.ts";

/** The page `docs/phone.md`. */
export function numbersPage(rows: readonly Row[], machine: Machine & { loadAfter: number }): string {
	const { cores, processor, node, load, loadAfter } = machine;
	return `# The phone in numbers

Written by \`npx nx run phone-numbers:measure -- --write\`. ${verdict(rows)} Measured in a headless Chromium
against the built gateway, both on ${cores} cores of ${processor}, Node ${node}; load
${load.toFixed(1)} before and ${loadAfter.toFixed(1)} after. "Seen" has median, 95th percentile (nearest rank) and largest value.

${pageTable(rows)}`;
}
