import { MessageChannel } from "node:worker_threads";
import { openOutcomeLog } from "../mod.ts";
import { exampleDecision, exampleExecution } from "../testdata/example_records.ts";
import { exampleLabel, exampleReport } from "../testdata/example_reports.ts";
import { printSamples } from "./measure.ts";

/**
 * Writes records, reports and labels through the log, as the gateway does, and prints what that costs.
 *
 * @param path the database file
 * @param options how many records a run, and how many runs
 */
export async function benchWriting(
	path: string,
	{ records, repeats }: { records: number; repeats: number },
): Promise<void> {
	const perCall: number[] = [];
	const requestsPerSecond: number[] = [];
	const acknowledged: number[] = [];
	const log = await openOutcomeLog({ path, host: "gateway-1", onError: console.error });
	for (let repeat = 0; repeat < repeats; repeat++) {
		const batch = Array.from({ length: records }, () => newRecord());
		const start = performance.now();
		for (const record of batch) log.record(record);
		perCall.push(((performance.now() - start) * 1000) / records);
		await log.flush();
		requestsPerSecond.push((records * 1000) / (performance.now() - start));
	}
	for (let request = 0; request < 200; request++) {
		const record = newRecord();
		log.record(record);
		const { requestId } = record.decision;
		for (const say of [
			() => log.report([exampleReport(requestId)]),
			() => log.label([exampleLabel(requestId)]),
		]) {
			const start = performance.now();
			await say();
			acknowledged.push(performance.now() - start);
		}
	}
	await log.close();
	printSamples("  record() on the caller's thread", perCall, "microseconds");
	printSamples("  requests through the log to the database", requestsPerSecond, "a second");
	printSamples("  a report or a label until it is acknowledged", acknowledged, "ms");
}

function newRecord() {
	const requestId = crypto.randomUUID();
	return {
		decision: exampleDecision(requestId, { decidedAtMs: Date.now() }),
		execution: exampleExecution(requestId, { startedAtMs: Date.now() }),
	};
}

/** What the caller's thread pays besides record(): the structured clone of each batch. */
export async function benchHandingOver(batches: number): Promise<void> {
	const { port1, port2 } = new MessageChannel();
	port2.on("message", () => {});
	const perRecord: number[] = [];
	for (let repeat = 0; repeat < batches; repeat++) {
		const batch = Array.from({ length: 100 }, newRecord);
		const start = performance.now();
		port1.postMessage(batch);
		perRecord.push(((performance.now() - start) * 1000) / batch.length);
		await new Promise(setImmediate);
	}
	port1.close();
	printSamples("  handing over a batch of 100", perRecord, "microseconds a record");
}
