import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";

const running = new Set<ChildProcess>();
process.on("exit", () => {
	for (const child of running) child.kill("SIGKILL");
});
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(130));

/** Thrown when a process of the demonstration ends before its time. */
export class ChildEndedError extends Error {
	/** Names the program and how it ended. */
	constructor(program: string, code: number | null, signal: string | null) {
		super(`${program} ended with ${code ?? signal}; what it printed stands above.`);
		this.name = "ChildEndedError";
	}
}

/** A process of the demonstration. It ends with this one, however that ends. */
export interface Child<To, From> {
	/** Sends a message. */
	send(message: To): void;
	/** Waits for the next message that passes. Rejects with a {@link ChildEndedError}. */
	next<M extends From>(passes: (message: From) => message is M): Promise<M>;
	/** Hears every message until the returned function is called. */
	listen(listener: (message: From) => void): () => void;
	/** Waits for its end, for `limitMs` at most: then it is killed. */
	ended(limitMs: number): Promise<void>;
	/** Kills it. */
	kill(): void;
}

/**
 * Starts a TypeScript program in a process of its own.
 *
 * @param program name of a file in this folder
 * @param options its environment and working folder
 */
export function startChild<To extends object, From>(
	program: string,
	options: { env?: NodeJS.ProcessEnv; cwd?: string } = {},
): Child<To, From> {
	const child = fork(new URL(program, import.meta.url), {
		...options,
		execArgv: ["--import", import.meta.resolve("tsx")],
	});
	running.add(child);
	const exited = once(child, "exit").then(([code, signal]) => {
		running.delete(child);
		return new ChildEndedError(program, code, signal);
	});
	const listen = (listener: (message: From) => void) => {
		const hear = (message: unknown) => listener(message as From);
		child.on("message", hear);
		return () => child.off("message", hear);
	};
	return {
		send: (message) => child.connected && child.send(message),
		listen: (listener) => {
			const leave = listen(listener);
			return () => void leave();
		},
		next: (passes) =>
			new Promise((resolve, reject) => {
				const leave = listen((message) => {
					if (!passes(message)) return;
					leave();
					resolve(message);
				});
				void exited.then(reject);
			}),
		async ended(limitMs) {
			const limit = setTimeout(() => child.kill("SIGKILL"), limitMs);
			await exited;
			clearTimeout(limit);
		},
		kill: () => void child.kill("SIGKILL"),
	};
}
