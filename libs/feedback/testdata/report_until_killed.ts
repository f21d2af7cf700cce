import { writeSync } from "node:fs";
import { openOutcomeLog } from "../mod.ts";
import { exampleDecision, exampleExecution } from "./example_records.ts";
import { exampleLabel, exampleReport } from "./example_reports.ts";

// Records, reports and labels without end, and prints each request's number once its report and label are acknowledged.
const path = process.argv[2];
if (!path) throw new Error("usage: report_until_killed.ts DATABASE");
const log = await openOutcomeLog({
	path,
	host: "gateway-1",
	onError: (error) => console.error(error.message),
});
async function client(name: number): Promise<never> {
	for (let number = 0; ; number++) {
		const requestId = `${name}-${number}`;
		log.record({
			decision: exampleDecision(requestId, { decidedAtMs: Date.now() }),
			execution: exampleExecution(requestId),
		});
		await log.report([exampleReport(requestId)]);
		await log.label([exampleLabel(requestId)]);
		writeSync(1, `${requestId}\n`);
	}
}
await Promise.all(Array.from({ length: 8 }, (_, name) => client(name)));
