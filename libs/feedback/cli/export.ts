import { parseArgs } from "node:util";
import { type CellValue, type QueryResult, readQuery } from "../read_query.ts";
import { formatRows } from "./format_rows.ts";
import { printLines } from "./print_lines.ts";
import { progressBar } from "./progress.ts";
import { asked, defaultDatabase, runCommand, UsageError } from "./run_command.ts";

/** What can be exported, and the column that says when: milliseconds since 1970, or text that sorts like time. */
const timeColumns: Readonly<Record<string, string>> = {
	requests: "decided_at_ms",
	attainment_by_hour: "hour",
	effective_accuracy_by_hour: "hour",
	model_usage_by_hour: "hour",
	accuracy_by_model_and_day: "day",
	latency_by_model_and_day: "day",
	drift_timeline: "at_ms",
	profile_history: "at_ms",
	decisions: "decided_at_ms",
	executions: "started_at_ms",
	answers: "received_at_ms",
	labels: "received_at_ms",
	verdicts: "at_ms",
	profile_versions: "at_ms",
	drift_events: "at_ms",
};

const help = `Writes a view or table of the outcome log as CSV or JSON lines, also while the gateway writes.

  npx nx run feedback:export -- requests --from 2026-11-01 --to 2026-12-01 --out november.csv

  --from TIME, --to TIME  from when (included) until when (not), e.g. 2026-11-01 or 2026-11-01T12:00Z (UTC);
                          of a view by hour or day a whole one
  --format csv|jsonl      how to write (default: csv)
  --out FILE              where (default: the standard output)
  --db FILE               the database (default: MDI_DB, else data/local/outcomes.sqlite;
                          databasePath in the gateway's configuration file is not read)
  --help                  this text

Views and tables: ${Object.keys(timeColumns).join(", ")}.`;

runCommand(() => {
	const { values, positionals } = parseArgs({
		allowPositionals: true,
		options: {
			from: { type: "string" },
			to: { type: "string" },
			format: { type: "string", default: "csv" },
			out: { type: "string" },
			db: { type: "string", default: defaultDatabase(process.env) },
			help: { type: "boolean", default: false },
		},
	});
	if (values.help) return console.log(help);
	const [name = "", ...rest] = positionals;
	const column = Object.hasOwn(timeColumns, name) ? timeColumns[name] : undefined;
	if (column === undefined || rest.length > 0) {
		throw new UsageError(
			`Name one of ${Object.keys(timeColumns).join(", ")}; given: "${positionals.join(" ")}".`,
		);
	}
	const { format } = values;
	if (format !== "csv" && format !== "jsonl")
		throw new UsageError(`--format is "${format}": give csv or jsonl.`);

	const bounds = [
		{ comparison: ">=", option: "from", text: values.from },
		{ comparison: "<", option: "to", text: values.to },
	].flatMap(({ comparison, option, text }) =>
		text === undefined ? [] : [{ comparison, value: bound(column, option, text) }],
	);
	const where = bounds.map(({ comparison }) => `${column} ${comparison} ?`).join(" AND ");
	const source = `FROM ${name}${where && ` WHERE ${where}`}`;
	const parameters = bounds.map(({ value }) => value);
	// A request is a decision, and decisions are counted without looking up what became of them.
	const counted = source.replace("FROM requests", "FROM decisions");
	const [[total]] = readQuery(
		asked(values.db),
		`SELECT count(*) ${counted}`,
		({ rows }) => [...rows],
		parameters,
	) as [[number]];
	const count = progressBar(`exporting ${name}`, total);
	readQuery(
		asked(values.db),
		`SELECT * ${source} ORDER BY ${column}`,
		(result) =>
			printLines(
				formatRows({ ...result, rows: counting(result, count) }, format),
				values.out && asked(values.out),
			),
		parameters,
	);
});

function* counting({ rows }: QueryResult, count: (more: number) => void): Generator<CellValue[]> {
	for (const row of rows) {
		yield row;
		count(1);
	}
}

/** A bound in the terms of a column. */
function bound(column: string, option: string, text: string): CellValue {
	const atMs = instant(option, text);
	if (column !== "hour" && column !== "day") return atMs;
	const time = new Date(atMs).toISOString();
	const whole =
		column === "day" ? time.slice(0, "2026-11-01".length) : `${time.slice(0, "2026-11-01T12".length)}:00Z`;
	if (Date.parse(whole) !== atMs) {
		throw new UsageError(
			`--${option} is "${text}", within a ${column}, which is one row: give a whole ${column}, ${whole} or another.`,
		);
	}
	return whole;
}

function instant(option: string, text: string): number {
	const atMs = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?Z)?$/.test(text)
		? Date.parse(text)
		: Number.NaN;
	// There is no 30th of February, and JavaScript takes it for one of March.
	if (Number.isNaN(atMs) || !new Date(atMs).toISOString().startsWith(text.slice(0, "2026-11-01".length))) {
		throw new UsageError(`--${option} is "${text}": give a UTC time like 2026-11-01 or 2026-11-01T12:00Z.`);
	}
	return atMs;
}
