import { createApp, createStartingApp } from "./app.ts";
import { readHttpsListener, tlsOptions } from "./https_listener.ts";
import { type FetchCallback, type Listener, type ListenOptions, listen } from "./listen.ts";
import { type OpenParts, openParts } from "./open_parts.ts";
import type { Lifecycle } from "./parts.ts";
import { isPageBuilt } from "./routes/page.ts";
import type { Config } from "./settings.ts";
import { startReport } from "./start_report.ts";

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
	 * @returns whether all were answered within the configured `drainMs`; those that took longer were cut off
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
	const listeners: Listener[] = [];
	const closeAll = (error: unknown) => {
		for (const listener of listeners) void listener.stop(0);
		throw error;
	};
	const listenAt = async (options: Pick<ListenOptions, "port" | "tls">) => {
		const listener = await listen({ fetch: answer, host: config.host, ...options }).catch(closeAll);
		listeners.push(listener);
		return listener.port;
	};
	const port = await listenAt({ port: config.port });
	const httpsPort = https && (await listenAt({ port: https.port, tls: tlsOptions(https) }));
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
			const drained = await Promise.all(listeners.map((listener) => listener.stop(config.drainMs)));
			await parts.close();
			return drained.every(Boolean);
		},
	};
}
