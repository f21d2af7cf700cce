import { mkdtempSync, rmSync, statSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { progressBar } from "../cli/progress.ts";
import { benchHousekeeping, benchReading } from "./bench_reading.ts";
import { benchHandingOver, benchWriting } from "./bench_writing.ts";
import { fillHistory } from "./fill_history.ts";

const help = `Measures the outcome log.

  npx nx bench feedback                        writing to a new file
  npx nx bench feedback -- --rows 10000000     and to one with so many requests, and reading that

  --rows N      requests of the history; 10,000,000 take some 12 GB and a quarter of an hour of processor time
  --cache MIB   memory to fill it with (default: 256; ten million are made faster with 3,500)
  --db FILE     keep the history here, and use it where it exists (default: a temporary file)
  --records N   requests to write a run (default: 20,000)
  --repeats N   runs (default: 7)`;

const { values } = parseArgs({
	options: {
		rows: { type: "string", default: "0" },
		cache: { type: "string", default: "256" },
		db: { type: "string" },
		records: { type: "string", default: "20000" },
		repeats: { type: "string", default: "7" },
		help: { type: "boolean", default: false },
	},
});

if (values.help) console.log(help);
else await main();

async function main(): Promise<void> {
	const [rows, cacheMiB, records, repeats] = [values.rows, values.cache, values.records, values.repeats].map(
		Number,
	);
	const folder = mkdtempSync(join(tmpdir(), "mdinference-feedback-"));
	console.log(`${cpus()[0]?.model}, ${cpus().length} cores, Node ${process.version}`);
	try {
		const empty = join(folder, "new.sqlite");
		console.log(
			`writing to a new file, ${repeats} runs of ${records} requests (a decision and an execution)`,
		);
		await benchWriting(empty, { records: records!, repeats: repeats! });
		await benchHandingOver(20 * repeats!);
		console.log(`  ${(statSync(empty).size / (records! * repeats! + 200)).toFixed(0)} bytes a request`);
		if (rows! > 0)
			await benchHistory(values.db ?? join(folder, "history.sqlite"), { rows: rows!, cacheMiB: cacheMiB! });
	} finally {
		rmSync(folder, { recursive: true });
	}

	async function benchHistory(
		path: string,
		{ rows, cacheMiB }: { rows: number; cacheMiB: number },
	): Promise<void> {
		if (!statSync(path, { throwIfNoEntry: false })) {
			const progress = progressBar("filling", rows);
			fillHistory({ path, rows, cacheMiB, untilMs: Date.now() - 3_600_000, progress });
		}
		const gigabytes = statSync(path).size / 1e9;
		console.log(
			`with ${rows} requests: ${gigabytes.toFixed(2)} GB, ${((gigabytes * 1e9) / rows).toFixed(0)} bytes a request ` +
				"(a decision, its run, a report and a device's run of four in five, a label of one in ten)",
		);
		benchReading(path, 3);
		await benchWriting(path, { records: records!, repeats: repeats! });
		benchHousekeeping(path, 500);
	}
}
