import { readFileSync } from "node:fs";
import { housekeeper } from "../housekeeping.ts";
import { openDatabase } from "../open_database.ts";
import { readQuery } from "../read_query.ts";
import { printSamples, took } from "./measure.ts";

const views = [
	"attainment_by_hour",
	"effective_accuracy_by_hour",
	"model_usage_by_hour",
	"accuracy_by_model_and_day",
	"latency_by_model_and_day",
	"drift_timeline",
	"profile_history",
];

/** Reads every view whole, the newest rows of `requests`, and asks the ten questions of docs/outcome_log.md. */
export function benchReading(path: string, repeats: number): void {
	const newestDay = "decided_at_ms > (SELECT max(decided_at_ms) FROM decisions) - 86400000";
	const queries: [name: string, sql: string][] = [
		["profile_history, newest 1000", "SELECT * FROM profile_history ORDER BY at_ms DESC LIMIT 1000"],
		...views.map((view): [string, string] => [view, `SELECT * FROM ${view}`]),
		["requests, newest 100", "SELECT * FROM requests ORDER BY decided_at_ms DESC LIMIT 100"],
		[
			"requests, means of the newest day",
			`SELECT avg(on_time), avg(service_ms) FROM requests WHERE ${newestDay}`,
		],
		["decisions, counted", "SELECT count(*) FROM decisions"],
		...questions(),
	];
	for (const [name, sql] of queries) {
		let rows = 0;
		const read = () =>
			readQuery(path, sql, (result) => {
				rows = 0;
				for (const _ of result.rows) rows++;
			});
		const samples = Array.from({ length: repeats }, () => took(read) / 1000);
		printSamples(`  ${name} (${rows} rows)`, samples, "s");
	}
}

function questions(): [name: string, sql: string][] {
	const page = readFileSync(new URL("../../../docs/outcome_log.md", import.meta.url), "utf8");
	return [...page.matchAll(/^### (\d+\. [^\n]*)\n.*?```sql\n(.*?)```/gms)].map(([, title, sql]) => [
		title!,
		sql!,
	]);
}

/** Deletes the oldest requests as the writer thread does between batches, and prints how long a step takes. */
export function benchHousekeeping(path: string, steps: number): void {
	const database = openDatabase(path);
	const oldest = Number(database.prepare("SELECT min(decided_at_ms) FROM decisions").pluck().get());
	const nowMs = oldest + 86_400_000;
	const keeper = housekeeper(database, {
		host: "gateway-1",
		horizonMs: 0,
		maxBytes: Number.POSITIVE_INFINITY,
	});
	const samples = Array.from({ length: steps }, () => took(() => keeper.step(nowMs, false)));
	const freed = Number(database.pragma("freelist_count", { simple: true }));
	database.close();
	printSamples(`  a step of housekeeping (8 requests; ${freed} pages free after ${steps})`, samples, "ms");
}
