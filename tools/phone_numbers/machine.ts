import { availableParallelism, cpus, loadavg } from "node:os";

/** What figures depend on. */
export interface Machine {
	/** Cores that a process may use. */
	cores: number;
	/** The processor's name. */
	processor: string;
	/** Version of Node. */
	node: string;
	/** Processes that wanted to run, as a mean over the last minute. */
	load: number;
}

/** This machine, now. */
export function machineNow(): Machine {
	return {
		cores: availableParallelism(),
		processor: cpus()[0]?.model ?? "unknown processor",
		node: process.version.slice(1),
		load: loadavg()[0] ?? 0,
	};
}
