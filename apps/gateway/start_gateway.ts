import { once } from "node:events";
import type { Server as HttpServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type ServerType, serve } from "@hono/node-server";
import { createApp, createStartingApp } from "./app.ts";
import { answerMalformed } from "./malformed.ts";
import { type OpenParts, openParts } from "./open_parts.ts";
import type { Lifecycle } from "./parts.ts";
import { isPageBuilt } from "./routes/page.ts";
import type { Config } from "./settings.ts";
import { startReport } from "./start_report.ts";

const bodyTimeoutMs = 60_000;

/** A gateway that serves. */
export interface Gateway {
	/** Port that it listens on. */
	port: number;
	/** What it is made of. */
	parts: OpenParts;
	/**
	 * Stops taking requests, answers those in flight, writes the log, and releases everything.
	 *
	 * @returns whether all were answered within the configured `drainMs`; connections that took longer were cut
	 */
	stop(): Promise<boolean>;
}

/** Who hears what a gateway has to say. */
export interface StartOptions {
	/** Takes what people read. */
	print: (text: string) => void;
	/** Takes what goes wrong while serving. */
	printError: (text: string) => void;
}

/**
 * Listens, opens the parts, and serves.
 *
 * @throws what {@link openParts} throws, and an error with the code `EADDRINUSE` when the port is taken
 */
export async function startGateway(config: Config, { print, printError }: StartOptions): Promise<Gateway> {
	const lifecycle: Lifecycle = { phase: "starting" };
	let app = createStartingApp(lifecycle);
	const server = await listen(config, (...request) => app.fetch(...request));
	const { port } = server.address() as AddressInfo;
	const parts = await openParts(config, ({ message }) => printError(message)).catch((error: unknown) => {
		server.close();
		throw error;
	});
	app = createApp({ ...parts, lifecycle });
	lifecycle.phase = "ready";
	print(
		startReport({
			...parts,
			...config,
			controller: parts.learning.controller,
			port,
			pageBuilt: isPageBuilt(config.pageFolder),
			seconds: process.uptime(),
		}),
	);
	return {
		port,
		parts,
		async stop() {
			lifecycle.phase = "stopping";
			parts.events.close();
			const drained = await closed(server, config.drainMs);
			await parts.close();
			return drained;
		},
	};
}

async function listen(
	{ host, port }: Config,
	fetch: Parameters<typeof serve>[0]["fetch"],
): Promise<ServerType> {
	const server = serve({
		fetch,
		hostname: host,
		port,
		serverOptions: { requestTimeout: bodyTimeoutMs },
	});
	await once(server, "listening");
	server.on("clientError", answerMalformed);
	return server;
}

/**
 * Refuses new connections, waits for requests in flight, and ends connections as they fall idle.
 *
 * @returns false when `drainMs` passed first and the rest was cut
 */
async function closed(server: ServerType, drainMs: number): Promise<boolean> {
	let inTime = true;
	const done = once(server, "close");
	server.close();
	const http = server as HttpServer;
	const sweep = setInterval(() => http.closeIdleConnections(), 20);
	const limit = setTimeout(() => {
		inTime = false;
		http.closeAllConnections();
	}, drainMs);
	await done;
	clearInterval(sweep);
	clearTimeout(limit);
	return inTime;
}
