import { writeSync } from "node:fs";
import { openOutcomeLog } from "../mod.ts";
import { exampleDecision, exampleExecution } from "./example_records.ts";

// Logs without end, a record a millisecond or so, and prints each record's number and time before it is recorded.
const path = process.argv[2];
if (!path) throw new Error("usage: log_until_killed.ts DATABASE");
const log = await openOutcomeLog({ path, onError: (error) => console.error(error.message) });
let number = 0;
setInterval(() => {
	const requestId = String(number++);
	const decidedAtMs = Date.now();
	writeSync(1, `${requestId} ${decidedAtMs}\n`);
	log.record({
		decision: exampleDecision(requestId, { decidedAtMs }),
		execution: exampleExecution(requestId),
	});
}, 1);
