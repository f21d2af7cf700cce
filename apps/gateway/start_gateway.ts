import { once } from "node:events";
import type { Server as HttpServer } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { type ServerType, serve } from "@hono/node-server";
import { createApp, createStartingApp } from "./app.ts";
import { readHttpsListener, tlsOptions } from "./https_listener.ts";
import { answerMalformed } from "./malformed.ts";
import { type OpenParts, openParts } from "./open_parts.ts";
import type { Lifecycle } from "./parts.ts";
import { isPageBuilt } from "./routes/page.ts";
import type { Config } from "./settings.ts";
import { startReport } from "./start_report.ts";

const bodyTimeoutMs = 60_000;

type FetchCallback = Parameters<typeof serve>[0]["fetch"];

/** A gateway that serves. */
export interface Gateway {
	/** Port that it listens on. */
	port: number;
	/** Port on which it speaks HTTPS, or null. */
	httpsPort: number | null;
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
 * @throws what {@link openParts} and {@link readHttpsListener} throw, and an error with the code `EADDRINUSE` when a
 * port is taken
 */
export async function startGateway(config: Config, { print, printError }: StartOptions): Promise<Gateway> {
	const lifecycle: Lifecycle = { phase: "starting" };
	const https = readHttpsListener(config);
	let app = createStartingApp(lifecycle);
	const answer: FetchCallback = (...request) => app.fetch(...request);
	const servers: ServerType[] = [];
	const closeAll = (error: unknown) => {
		for (const server of servers) server.close();
		throw error;
	};
	const listenAt = async (options: Parameters<typeof serve>[0]) => {
		const server = await listen({ ...options, hostname: config.host }).catch(closeAll);
		servers.push(server);
		return (server.address() as AddressInfo).port;
	};
	const serverOptions = { requestTimeout: bodyTimeoutMs };
	const port = await listenAt({ fetch: answer, port: config.port, serverOptions });
	const httpsPort =
		https &&
		(await listenAt({
			fetch: answer,
			port: https.port,
			createServer: createHttpsServer,
			serverOptions: { ...serverOptions, ...tlsOptions(https) },
		}));
	const parts = await openParts(config, ({ message }) => printError(message)).catch(closeAll);
	app = createApp({ ...parts, authority: https?.authority ?? null, lifecycle });
	lifecycle.phase = "ready";
	print(
		startReport({
			...parts,
			...config,
			controller: parts.learning.controller,
			port,
			httpsPort,
			pageBuilt: isPageBuilt(config.pageFolder),
			seconds: process.uptime(),
		}),
	);
	return {
		port,
		httpsPort,
		parts,
		async stop() {
			lifecycle.phase = "stopping";
			parts.events.close();
			const drained = await Promise.all(servers.map((server) => closed(server, config.drainMs)));
			await parts.close();
			return drained.every(Boolean);
		},
	};
}

async function listen(options: Parameters<typeof serve>[0]): Promise<ServerType> {
	const server = serve(options);
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
