import { parseArgs } from "node:util";
import { readQuery } from "../read_query.ts";
import { formatRows, type RowFormat, rowFormats } from "./format_rows.ts";
import { printLines } from "./print_lines.ts";
import { asked, defaultDatabase, runCommand, UsageError } from "./run_command.ts";

const help = `Answers one SQL query on the outcome log, read-only, also while the gateway writes.

  npx nx run feedback:query -- "SELECT * FROM attainment_by_hour"

  --format table|csv|jsonl   how to print (default: table)
  --db FILE                  the database (default: MDI_DB, else data/local/outcomes.sqlite;
                             databasePath in the gateway's configuration file is not read)
  --help                     this text

docs/outcome_log.md describes the tables and views, and has ten questions to begin with.`;

runCommand(() => {
	const { values, positionals } = parseArgs({
		allowPositionals: true,
		options: {
			format: { type: "string", default: "table" },
			db: { type: "string", default: defaultDatabase(process.env) },
			help: { type: "boolean", default: false },
		},
	});
	if (values.help) return console.log(help);
	const [sql, ...rest] = positionals;
	if (sql === undefined || rest.length > 0) {
		throw new UsageError(
			`Give one query, in quotes: one argument, and not ${positionals.length}. See --help.`,
		);
	}
	const format = rowFormats.find((name) => name === values.format) satisfies RowFormat | undefined;
	if (format === undefined) throw new UsageError(`--format is "${values.format}": give table, csv or jsonl.`);
	readQuery(asked(values.db), sql, (result) => printLines(formatRows(result, format)));
});
