import { writeFileSync } from "node:fs";
import { loadavg } from "node:os";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { machineNow } from "./machine.ts";
import { measurements } from "./measurements/mod.ts";
import { terminalTable, verdict } from "./number_tables.ts";
import { numbersPage } from "./numbers_page.ts";
import { holds, type Row } from "./row.ts";
import { builtPage, openStage } from "./stage.ts";

const help = `What the phone promises in numbers, measured in a headless browser against a gateway of its own; five minutes on two
quiet cores. A busy machine makes it slower and its figures worse.

  npx nx run phone-numbers:measure
  npx nx run phone-numbers:measure -- --only cached-start --only long-tasks

  --only NAME    measures this alone; may be given again
  --share X      share of the usual repetitions, above 0 and up to 1 (1): less is faster, and says less
  --page FOLDER  the build of the app's page (apps/mobile/dist)
  --write        writes docs/phone.md, which a run of everything at the usual repetitions alone may
  --strict       ends with 1 where a goal is not met

${measurements.map(({ name, about }) => `  ${name.padEnd(14)} ${about}`).join("\n")}
`;

const { values } = parseArgs({
	options: {
		help: { type: "boolean" },
		only: { type: "string", multiple: true },
		share: { type: "string", default: "1" },
		page: { type: "string", default: builtPage },
		write: { type: "boolean", default: false },
		strict: { type: "boolean", default: false },
	},
});
if (values.help) process.stdout.write(help);
else await run();

/** Measures, prints, and writes what is to be written. */
async function run(): Promise<void> {
	const share = Number(values.share);
	if (!(share > 0 && share <= 1)) {
		throw new RangeError(`--share is ${values.share}; it must be a number above 0 and up to 1`);
	}
	const names = measurements.map(({ name }) => name);
	const wrong = values.only?.find((name) => !names.includes(name));
	if (wrong !== undefined) throw new RangeError(`--only is ${wrong}; it must be one of ${names.join(", ")}`);
	const isWhole = values.only === undefined && share === 1;
	if (values.write && !isWhole)
		throw new RangeError("--write is for a run of everything; leave out --only and --share");

	const chosen = measurements.filter(({ name }) => values.only?.includes(name) ?? true);
	const before = await machineNow();
	const stage = openStage({
		// Nx and npm change into this package's folder before they run it.
		pageFolder: resolve(process.env.NX_WORKSPACE_ROOT ?? process.env.INIT_CWD ?? ".", values.page),
		share,
		say: (text) => process.stderr.write(`  ${text}\n`),
	});
	const rows: Row[] = [];
	const failed: string[] = [];
	try {
		for (const [index, measurement] of chosen.entries()) {
			const startMs = performance.now();
			process.stderr.write(`${index + 1} of ${chosen.length}: ${measurement.name}\n`);
			try {
				rows.push(...(await measurement.measure(stage)));
			} catch (error) {
				// What the others took minutes to find is not thrown away.
				failed.push(measurement.name);
				console.error(error);
			}
			process.stderr.write(`  ${((performance.now() - startMs) / 1000).toFixed(0)} s\n`);
		}
	} finally {
		await stage.close();
	}
	const machine = { ...before, loadAfter: loadavg()[0] ?? 0 };
	process.stdout.write(
		`\n${terminalTable(rows)}\n${verdict(rows)}\n${machine.cores} x ${machine.processor}, `,
	);
	process.stdout.write(
		`Node ${machine.node}, Chromium ${machine.chromium}, load ${machine.load.toFixed(1)} before, ${machine.loadAfter.toFixed(1)} after\n`,
	);
	if (failed.length > 0) {
		process.stdout.write(`Could not be measured: ${failed.join(", ")}\n`);
		process.exitCode = 1;
	} else if (values.write) {
		const file = fileURLToPath(new URL("../../docs/phone.md", import.meta.url));
		writeFileSync(file, numbersPage(rows, machine));
		process.stdout.write(`Written: ${file}\n`);
	}
	if (values.strict && !rows.every(holds)) process.exitCode = 1;
}
