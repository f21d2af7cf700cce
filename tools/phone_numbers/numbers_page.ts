import type { Machine } from "./machine.ts";
import { pageTable, verdict } from "./number_tables.ts";
import type { Row } from "./row.ts";

/** The page `docs/phone.md`. */
export function numbersPage(rows: readonly Row[], machine: Machine & { loadAfter: number }): string {
	const { cores, processor, node, chromium, load, loadAfter } = machine;
	return `# The phone in numbers

Written by \`npx nx run phone-numbers:measure -- --write\`; \`--help\` says what each measurement does. ${verdict(rows)}

Measured in headless Chromium ${chromium}, with the gateway and whatever plays the network on the same ${cores} cores of
${processor}, Node ${node}; load ${load.toFixed(1)} before and ${loadAfter.toFixed(1)} after. p95 is the nearest rank. A goal that is not met says NO, and
stays as it was set.

${pageTable(rows)}`;
}
