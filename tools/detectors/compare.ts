import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { type ComparisonRow, type ComparisonSize, compareDetectors, fullSize } from "./compare_detectors.ts";
import { delayChart } from "./comparison_charts.ts";
import { contenders } from "./contenders.ts";
import { measureCost } from "./cost.ts";
import { type Comparison, costTable, driftPage, promiseTable, scenarioTable } from "./drift_page.ts";
import { progressLine } from "./progress.ts";
import { accuracyPromises, latencyPromises, type PromiseSize } from "./promises.ts";
import { scenarios } from "./scenarios.ts";

const HELP = `Compares the drift detectors of libs/drift on frozen streams, at one rate of false alarms.

  npx nx run detectors:compare
  npx nx run detectors:compare -- --only SEA --docs FOLDER

Prints tables and writes drift.md, with drift/comparison.json and drift/*.svg beside it. About five minutes.

  --seed N      any integer from 0; the same seed gives the same numbers, but for the times (1)
  --only NAME   only streams whose name contains this, and no promises ("")
  --quick       a hundredth of the streams: to see it run, not to quote
  --redraw      only write the page and the charts again, from the numbers that are there
  --docs DIR    the folder to write in (the repository's docs; with --quick or --only nothing is written unless it is named)
`;

/** The page that the numbers of a whole run are quoted from. */
const published = fileURLToPath(new URL("../../docs", import.meta.url));

const quickSize: ComparisonSize = {
	...fullSize,
	quietStreams: 1,
	quietLength: 10_000,
	meanRunLength: 1000,
	changes: 10,
	after: 500,
};

try {
	compare();
} catch (error) {
	process.stderr.write(`detectors:compare: ${error instanceof Error ? error.message : error}\n`);
	process.exitCode = 1;
}

function compare(): void {
	const { values } = parseArgs({
		options: {
			seed: { type: "string", default: "1" },
			only: { type: "string", default: "" },
			quick: { type: "boolean", default: false },
			redraw: { type: "boolean", default: false },
			docs: { type: "string" },
			help: { type: "boolean", default: false },
		},
	});
	if (values.help) {
		process.stdout.write(HELP);
		return;
	}
	// Nx and npm change into this package's folder before they run it.
	const docs = resolve(
		process.env.NX_WORKSPACE_ROOT ?? process.env.INIT_CWD ?? ".",
		values.docs ?? published,
	);
	if (values.redraw) {
		write(JSON.parse(readFileSync(join(docs, "drift", "comparison.json"), "utf8")) as Comparison, docs);
		return;
	}
	const seed = Number(values.seed);
	if (!Number.isSafeInteger(seed) || seed < 0 || values.seed.trim() === "") {
		throw new Error(`--seed must be an integer from 0, not ${JSON.stringify(values.seed)}`);
	}
	const chosen = scenarios.filter(({ name }) => name.includes(values.only));
	if (chosen.length === 0) {
		const names = scenarios.map(({ name }) => name).join("; ");
		throw new Error(`--only ${JSON.stringify(values.only)} is in none of: ${names}`);
	}
	const size = values.quick ? quickSize : fullSize;
	const rowCount = chosen.flatMap(({ kind }) =>
		contenders.filter(({ kinds }) => kinds.includes(kind)),
	).length;
	const onRow = progressLine(rowCount);
	const rows = compareDetectors(chosen, contenders, { seed, size, onRow });
	const promiseSize: PromiseSize = values.quick
		? { changes: 20, quietStreams: 1, quietLength: 5000 }
		: { changes: 1000, quietStreams: 20, quietLength: 20_000 };
	const promises =
		values.only === "" ? [...accuracyPromises(seed, promiseSize), ...latencyPromises(seed, promiseSize)] : [];
	const costs = contenders.map((contender) => measureCost(contender, values.quick ? 2000 : 200_000));
	const machine = `${cpus()[0]?.model ?? "an unknown processor"}, Node ${process.version}`;
	const comparison: Comparison = { seed, size, rows, promises, costs, machine };
	print(comparison);
	const isPart = values.quick || values.only !== "";
	if (!isPart || values.docs !== undefined) write(comparison, docs);
}

function print({ rows, promises, costs }: Comparison): void {
	for (const name of new Set(rows.map(({ scenario }) => scenario))) {
		const { what } = scenarios.find((scenario) => scenario.name === name)!;
		process.stdout.write(
			`\n${name}: ${what}\n\n${scenarioTable(rows.filter((row) => row.scenario === name))}`,
		);
	}
	if (promises.length > 0) process.stdout.write(`\nPromises of the defaults\n\n${promiseTable(promises)}`);
	process.stdout.write(`\nCosts\n\n${costTable(costs)}`);
}

function write(comparison: Comparison, docs: string): void {
	const folder = join(docs, "drift");
	mkdirSync(folder, { recursive: true });
	writeFileSync(join(docs, "drift.md"), driftPage(comparison));
	writeFileSync(join(folder, "comparison.json"), `${JSON.stringify(comparison, null, "\t")}\n`);
	const titles = { errors: "Streams of errors", latency: "Streams of service times" } as const;
	for (const kind of ["errors", "latency"] as const) {
		const shown = comparison.rows.filter((row) => isOf(row, kind));
		if (shown.length === 0) continue;
		writeFileSync(join(folder, `${kind}.svg`), delayChart(titles[kind], shown, comparison.size.after));
	}
	process.stderr.write(`wrote ${join(docs, "drift.md")} and ${folder}\n`);
}

function isOf({ scenario }: ComparisonRow, kind: "errors" | "latency"): boolean {
	return scenarios.some(({ name, kind: its }) => name === scenario && its === kind);
}
