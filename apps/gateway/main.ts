import { configHelp, readConfig } from "./config.ts";
import { startGateway } from "./start_gateway.ts";

if (process.argv.includes("--help")) {
	console.log(configHelp());
} else {
	await main().catch((error: unknown) => {
		const known = error instanceof Error && (error.name.endsWith("Error") || "code" in error);
		console.error(known ? `The gateway did not start.\n${(error as Error).message}` : error);
		process.exit(1);
	});
}

async function main(): Promise<void> {
	const config = readConfig(process.env);
	const gateway = await startGateway(config, { print: console.log, printError: console.error });
	let stopping = false;
	const stop = async (signal: NodeJS.Signals) => {
		if (stopping) endNow();
		stopping = true;
		console.log(
			`${signal}: answering the requests in flight and writing the log; once more to stop at once.`,
		);
		const late = setTimeout(() => {
			console.error(`Requests in flight took longer than ${config.drainMs} ms; stopping without them.`);
			endNow();
		}, config.drainMs);
		await gateway.stop();
		clearTimeout(late);
	};
	process.on("SIGINT", stop);
	process.on("SIGTERM", stop);
}

/** Ends without unwinding: a thread inside onnxruntime that is unwound would abort with a stack trace. */
function endNow(): void {
	process.kill(process.pid, "SIGKILL");
}
