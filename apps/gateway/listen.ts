import { once } from "node:events";
import { createServer } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import type { AddressInfo } from "node:net";
import type { TlsOptions } from "node:tls";
import { getRequestListener } from "@hono/node-server";
import { asProblem } from "./as_problem.ts";
import { Connections } from "./connections.ts";
import { answerMalformed } from "./malformed.ts";
import { problemResponse } from "./problem.ts";

/** What answers requests: an app's `fetch`, or what passes them on to one. */
export type FetchCallback = Parameters<typeof getRequestListener>[0];

/** Where is listened, and who answers. */
export interface ListenOptions {
	/** Answers the requests. */
	fetch: FetchCallback;
	/** Address to listen on. */
	host: string;
	/** Port to listen on; 0 takes a free one. */
	port: number;
	/** Key and certificate, to speak HTTPS. Default: plain HTTP. */
	tls?: TlsOptions;
	/** Longest that a request may take to arrive, and a TLS handshake, in milliseconds. Default: a minute. */
	requestTimeoutMs?: number;
}

/** A port that is listened on. */
export interface Listener {
	/** The port. */
	port: number;
	/**
	 * Refuses new connections, and ends each as soon as it has no request in flight.
	 *
	 * @param drainMs when connections with requests in flight are cut, in milliseconds from now
	 * @returns false when requests were cut off
	 */
	stop(drainMs: number): Promise<boolean>;
}

/**
 * Listens on a port.
 *
 * @throws an error with the code `EADDRINUSE` when the port is taken
 */
export async function listen(options: ListenOptions): Promise<Listener> {
	const { fetch, host, port, tls, requestTimeoutMs = 60_000 } = options;
	const timeouts = {
		requestTimeout: requestTimeoutMs,
		headersTimeout: requestTimeoutMs,
		connectionsCheckingInterval: requestTimeoutMs / 2,
	};
	const answer = getRequestListener(fetch, {
		// For HTTP/1.0, whose requests need not name a host.
		hostname: "localhost",
		errorHandler: (error) => problemResponse(asProblem(error)),
	});
	const server = tls
		? createHttpsServer({ ...timeouts, ...tls, handshakeTimeout: requestTimeoutMs }, answer)
		: createServer(timeouts, answer);
	const connections = new Connections(server);
	server.on("clientError", answerMalformed);
	// Before Node passes it on as a client's error: who does not speak TLS would not understand an answer.
	server.prependListener("tlsClientError", (_error, socket) => socket.destroy());
	server.listen(port, host);
	await once(server, "listening");
	return {
		port: (server.address() as AddressInfo).port,
		async stop(drainMs) {
			let isInTime = true;
			const closed = once(server, "close");
			server.close();
			connections.endIdle();
			const limit = setTimeout(() => {
				isInTime = !connections.isBusy;
				connections.destroy();
			}, drainMs);
			await closed;
			clearTimeout(limit);
			return isInTime;
		},
	};
}
