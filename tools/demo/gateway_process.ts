import { dirname } from "node:path";
import type { TaskView } from "@mdinference/contract";
import { task } from "./cast.ts";
import { startChild } from "./child.ts";
import type { FromGateway, ToGateway } from "./messages.ts";

/** Requests that may wait: enough that the gateway's own limit hides no overload. */
const queueLimit = 512;
const stopLimitMs = 30_000;

/** A gateway in a process of its own. */
export interface GatewayProcess {
	/** Its port on this machine. */
	port: number;
	/** Lets a model run so many times for each request from now on. */
	slow(model: string, times: number): void;
	/** What it knows of its models. */
	describe(): Promise<TaskView>;
	/** Answers what is in flight, writes the log, and ends. */
	stop(): Promise<void>;
}

/**
 * Starts a gateway, and waits until it serves.
 *
 * @param options its zoo, its database, its workers (1) and what else it is set to; no setting is taken from this process
 * @throws {ChildEndedError}
 */
export async function startGatewayProcess(options: {
	zooFolder: string;
	databasePath: string;
	seed: number;
	workers?: number;
	env: Readonly<Record<string, string>>;
}): Promise<GatewayProcess> {
	const { zooFolder, databasePath, seed, workers = 1, env } = options;
	const child = startChild<ToGateway, FromGateway>("./gateway.ts", {
		// Away from the current folder, whose mdinference.json would be read.
		cwd: dirname(databasePath),
		env: {
			...withoutSettings(process.env),
			PORT: "0",
			MDI_ZOO: zooFolder,
			MDI_DB: databasePath,
			MDI_WORKERS: String(workers),
			MDI_QUEUE: String(queueLimit),
			MDI_SEED: String(seed),
			...env,
		},
	});
	const { port } = await child.next((message): message is FromGateway => message.kind === "ready");
	return {
		port,
		slow: (model, times) => child.send({ kind: "slow", model, times }),
		async describe() {
			const response = await fetch(`http://127.0.0.1:${port}/v1/tasks/${task}`);
			return (await response.json()) as TaskView;
		},
		async stop() {
			child.send({ kind: "stop" });
			await child.ended(stopLimitMs);
		},
	};
}

function withoutSettings(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
	const kept = Object.entries(env).filter(([name]) => !name.startsWith("MDI_") && name !== "HOST");
	return Object.fromEntries(kept);
}
