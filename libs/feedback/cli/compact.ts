import { parseArgs } from "node:util";
import { compactDatabase } from "../compact_database.ts";
import { asked, defaultDatabase, runCommand, UsageError } from "./run_command.ts";

const help = `Rewrites the outcome log without its free pages. Stop the gateway first: it must have the file for itself.

  npx nx run feedback:compact

  --db FILE  the database (default: MDI_DB, else data/local/outcomes.sqlite; databasePath in the gateway's
             configuration file is not read)
  --help     this text

It needs as much free space as the file has, and some seconds a gigabyte. A file that the first release made cannot shrink
by itself before this was run once.`;

runCommand(() => {
	const { values, positionals } = parseArgs({
		allowPositionals: true,
		options: {
			db: { type: "string", default: defaultDatabase(process.env) },
			help: { type: "boolean", default: false },
		},
	});
	if (values.help) return console.log(help);
	if (positionals.length > 0) throw new UsageError("compact takes no argument but --db. See --help.");
	const { bytesBefore, bytesAfter } = compactDatabase(asked(values.db));
	const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;
	console.log(`${values.db}: ${megabytes(bytesBefore)} before, ${megabytes(bytesAfter)} after`);
});
