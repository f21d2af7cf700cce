import { availableParallelism, cpus, loadavg } from "node:os";
import { launchBrowser } from "@mdinference/browser";

/** What figures depend on. */
export interface Machine {
	/** Cores that a process may use. */
	cores: number;
	/** The processor's name. */
	processor: string;
	/** Version of Node. */
	node: string;
	/** Version of the browser. */
	chromium: string;
	/** Processes that wanted to run, as a mean over the last minute. */
	load: number;
}

/** This machine, now. */
export async function machineNow(): Promise<Machine> {
	// Read first: the browser is load, too.
	const load = loadavg()[0] ?? 0;
	const browser = await launchBrowser();
	const chromium = browser.version();
	await browser.close();
	return {
		cores: availableParallelism(),
		processor: cpus()[0]?.model ?? "unknown processor",
		node: process.version.slice(1),
		chromium,
		load,
	};
}
