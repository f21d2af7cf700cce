import { OutcomeLogError } from "@mdinference/feedback";
import { PoolStartError, ZooError } from "@mdinference/inference";
import { ConfigError, configHelp, readConfig } from "./config.ts";
import { startGateway } from "./start_gateway.ts";
import { onStopSignals } from "./stop_signals.ts";

/** Beyond the drain: time for running models to end and the log to be written, in milliseconds. */
const closeMs = 20_000;

if (process.argv.includes("--help")) {
	console.log(configHelp());
} else {
	await main().catch((error: unknown) => {
		console.error(isExpected(error) ? `The gateway did not start.\n${error.message}` : error);
		process.exit(1);
	});
}

async function main(): Promise<void> {
	const config = readConfig(process.env);
	const gateway = await startGateway(config, { print: console.log, printError: console.error });
	const stop = async (signal: NodeJS.Signals) => {
		console.log(
			`${signal}: answering the requests in flight and writing the log; once more to stop at once.`,
		);
		setTimeout(endNow, config.drainMs + closeMs).unref();
		if (await gateway.stop()) return;
		console.error(`Requests that took longer than ${config.drainMs} ms were cut off.`);
	};
	onStopSignals({ stop, endNow });
}

/** What a person can mend: said in a sentence. Anything else is a defect of ours, and printed whole. */
function isExpected(error: unknown): error is Error {
	const known = [ConfigError, OutcomeLogError, PoolStartError, ZooError];
	if (known.some((kind) => error instanceof kind)) return true;
	return error instanceof Error && "syscall" in error;
}

/** Ends without unwinding: a thread inside onnxruntime that is unwound would abort with a stack trace. */
function endNow(): void {
	process.kill(process.pid, "SIGKILL");
}
