import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { writeSmallZoo } from "./small_zoo.ts";

const program = fileURLToPath(new URL("../apps/gateway/dist/main.js", import.meta.url));

/** A gateway in a process of its own, as `npm start` runs it. */
export interface GatewayProcess {
	/** Where it listens. */
	url: string;
	/** Its SQLite file. */
	databasePath: string;
	/** The process. */
	child: ChildProcess;
	/** All that it printed so far. */
	output(): string;
	/** Sends a signal and waits for the end; gives the exit code and the signal that ended it. */
	end(signal: NodeJS.Signals): Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
	/** Removes its own database, once it has ended. */
	remove(): void;
}

/** How a gateway is started. */
export interface GatewayProcessOptions {
	/** Settings beside the port and the database. */
	env?: Record<string, string>;
	/** Models of the characters that it serves, by their short names; default: all, which take some seconds to measure. */
	models?: readonly string[];
	/** The name of their task, where only some are served; default: characters. */
	task?: string;
	/** A database of an earlier start; else a new one in a folder that goes with the process. */
	databasePath?: string;
}

/**
 * Starts the built gateway on a free port of loopback and waits until it is ready.
 *
 * @throws {Error} with all that it printed, when it ends instead
 */
export async function startGatewayProcess(options: GatewayProcessOptions = {}): Promise<GatewayProcess> {
	const folder = mkdtempSync(join(tmpdir(), "gateway-"));
	const databasePath = options.databasePath ?? join(folder, "outcomes.sqlite");
	const { models, task } = options;
	const zoo = models && { MDI_ZOO: writeSmallZoo(join(folder, "zoo"), models, task) };
	const env = { ...process.env, PORT: "0", MDI_DB: databasePath, ...zoo, ...options.env };
	const child = spawn(process.execPath, [program], { env, stdio: ["ignore", "pipe", "pipe"] });
	const ended = once(child, "close").then(([code, signal]) => ({ code, signal }));
	let printed = "";
	const remove = () => rmSync(folder, { recursive: true, force: true });
	const url = await new Promise<string>((resolve, reject) => {
		const read = (chunk: Buffer) => {
			printed += chunk.toString();
			const ready = /^Ready after .* at http:\/\/localhost:(\d+)$/m.exec(printed);
			if (ready) resolve(`http://127.0.0.1:${ready[1]}`);
		};
		child.stdout.on("data", read);
		child.stderr.on("data", read);
		void ended.then(({ code }) => reject(new Error(`The gateway ended with ${code}:\n${printed}`)));
	}).catch((error: unknown) => {
		remove();
		throw error;
	});
	return {
		url,
		databasePath,
		child,
		output: () => printed,
		end(signal) {
			child.kill(signal);
			return ended;
		},
		remove,
	};
}
