import { mkdtempSync, rmSync, statSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { MessageChannel } from "node:worker_threads";
import { openOutcomeLog, readReplay } from "../mod.ts";
import { openDatabase } from "../open_database.ts";
import { exampleRecord } from "../testdata/example_records.ts";

const { values } = parseArgs({
	options: {
		records: { type: "string", default: "20000" },
		repeats: { type: "string", default: "7" },
		history: { type: "string", default: "1000000" },
	},
});
const records = Number(values.records);
const repeats = Number(values.repeats);
const history = Number(values.history);

const folder = mkdtempSync(join(tmpdir(), "mdinference-feedback-"));
console.log(`${cpus()[0]?.model}, ${cpus().length} cores, Node ${process.version}, files in ${tmpdir()}`);
try {
	await benchWriting();
	await benchHandingOver();
	benchReading();
} finally {
	rmSync(folder, { recursive: true });
}

async function benchWriting(): Promise<void> {
	const perCall: number[] = [];
	const rowsPerSecond: number[] = [];
	let bytes = 0;
	for (let repeat = 0; repeat < repeats; repeat++) {
		const path = join(folder, `${repeat}.sqlite`);
		const log = await openOutcomeLog({ path, onError: console.error });
		const batch = Array.from({ length: records }, () => exampleRecord(crypto.randomUUID()));
		const start = performance.now();
		for (const record of batch) log.record(record);
		perCall.push(((performance.now() - start) * 1000) / records);
		await log.flush();
		rowsPerSecond.push((2 * records * 1000) / (performance.now() - start));
		await log.close();
		bytes = statSync(path).size / records;
	}
	console.log(
		`writing, ${repeats} runs of ${records} records (a decision with 9 profiles, an execution: 2 rows)`,
	);
	print("  record() on the caller's thread", perCall, "microseconds");
	print("  through the log to the database", rowsPerSecond, "rows a second");
	console.log(`  ${bytes.toFixed(0)} bytes of database a record`);
}

/** What the caller's thread pays besides record(): the structured clone of each batch. */
async function benchHandingOver(): Promise<void> {
	const { port1, port2 } = new MessageChannel();
	port2.on("message", () => {});
	const perRecord: number[] = [];
	for (let repeat = 0; repeat < 20 * repeats; repeat++) {
		const batch = Array.from({ length: 100 }, () => exampleRecord(crypto.randomUUID()));
		const start = performance.now();
		port1.postMessage(batch);
		perRecord.push(((performance.now() - start) * 1000) / batch.length);
		await new Promise(setImmediate);
	}
	port1.close();
	print(`  handing over ${perRecord.length} batches of 100`, perRecord, "microseconds a record");
}

function benchReading(): void {
	const path = join(folder, "history.sqlite");
	fill(path);
	const took = Array.from({ length: repeats }, () => {
		const start = performance.now();
		readReplay({ path, host: "gateway-1" });
		return performance.now() - start;
	});
	const megabytes = (statSync(path).size / 1e6).toFixed(0);
	console.log(`reading 500 executions of each of 24 models among ${history} (${megabytes} MB)`);
	print("  readReplay()", took, "ms");
}

function fill(path: string): void {
	const database = openDatabase(path);
	database
		.prepare(
			`WITH RECURSIVE run(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM run WHERE n + 1 < ?)
			INSERT INTO executions (request_id, task, model, model_version, sha256, place, cause, status, cold,
				started_at_ms, queue_ms, decode_ms, service_ms, total_ms, top_label, confidence, host)
			SELECT printf('%08x-0000-4000-8000-%012d', n * 2654435761 % 4294967296, n), 'characters',
				printf('model-%02d', n % 24), '1.0.0', printf('%064d', n % 24), 'cloud', 'request', 'ok', 0,
				1700000000000 + n, 0.5, 1.25, 7.75, 9.75, 'R', 0.875, 'gateway-1'
			FROM run`,
		)
		.run(history);
	database.close();
}

function print(name: string, samples: number[], unit: string): void {
	const sorted = samples.toSorted((a, b) => a - b);
	const at = (share: number): string =>
		(sorted[Math.round(share * (sorted.length - 1))] ?? Number.NaN).toPrecision(3);
	console.log(`${name}: median ${at(0.5)} ${unit}, from ${at(0)} to ${at(1)}`);
}
