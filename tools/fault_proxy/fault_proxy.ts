import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { applyFault } from "./apply_fault.ts";
import type { Fault, Injection } from "./fault.ts";
import { forward, type Reply, readAll } from "./forward.ts";
import { SharedRate, type SlowNetwork } from "./slow_network.ts";

/** A fault that is there to strike. */
export interface Injected {
	/** How many requests it has struck. */
	readonly hits: number;
	/** Ends it. */
	remove(): void;
}

/** A request that came by. */
export interface Exchange {
	/** Its method. */
	readonly method: string;
	/** Its path without its query. */
	readonly path: string;
	/** Its headers. */
	readonly headers: IncomingHttpHeaders;
	/** When it arrived, in milliseconds since 1970. */
	readonly arrivedAtMs: number;
	/** What struck it, or null. */
	readonly fault: Fault | null;
	/** Status of the gateway's reply; null while there is none, and where the gateway heard nothing. */
	status: number | null;
	/** What the client was sent so far, headers and all, as it is on the wire, in bytes. */
	readonly sentBytes: number;
}

/** A proxy that runs. */
export interface FaultProxy {
	/** Where it stands in the gateway's place: `http://127.0.0.1:{port}`. */
	readonly url: string;
	/** What came by since the last {@link FaultProxy.clear}, in order of arrival. */
	readonly exchanges: readonly Exchange[];
	/** Adds a fault. Where several would strike a request, the one that was added first does. */
	inject(injection: Injection): Injected;
	/** Makes all that follows pass a slow network. With null the network is fast again, for what is under way, too. */
	slow(network: SlowNetwork | null): void;
	/** Ends all faults, forgets all exchanges, is fast again. What is struck already stays struck. */
	clear(): void;
	/** Ends; what is under way is cut. */
	close(): Promise<void>;
}

/** What the proxy stands before. */
export interface FaultProxyOptions {
	/** Base URL of the gateway, such as `http://127.0.0.1:8787`. */
	target: string;
}

/**
 * Starts a proxy on a free port of loopback. A gateway that cannot be reached, or that dies in mid-reply, is passed on as
 * what it is: a connection that closes. A client that goes away is gone for the gateway, too.
 *
 * @example
 * ```ts
 * import { startFaultProxy } from "@mdinference/fault-proxy";
 *
 * const proxy = await startFaultProxy({ target: "http://127.0.0.1:8787" });
 * proxy.inject({ path: /\/infer$/, fault: { kind: "hold", untilMs: 245 } });
 * proxy.inject({ path: "/v1/outcomes", fault: { kind: "cut", where: "before-headers" }, times: 1 });
 * console.log(`Open ${proxy.url}: each answer comes after 245 ms, and the first report is lost on its way back.`);
 * ```
 */
export async function startFaultProxy({ target }: FaultProxyOptions): Promise<FaultProxy> {
	const injected: (Injection & { hits: number })[] = [];
	const exchanges: Exchange[] = [];
	const knownSockets = new WeakSet<Socket>();
	let network: (SlowNetwork & { up: SharedRate; down: SharedRate }) | null = null;

	function faultFor(method: string, path: string): Fault | null {
		const found = injected.find(
			(one) =>
				one.hits < (one.times ?? Infinity) &&
				(one.method ?? method) === method &&
				(one.path === undefined || (typeof one.path === "string" ? one.path === path : one.path.test(path))),
		);
		if (found === undefined) return null;
		found.hits++;
		return found.fault;
	}

	async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
		const arrivedMs = performance.now();
		const { method = "GET", headers, socket } = request;
		const path = (request.url ?? "/").split("?")[0]!;
		const fault = faultFor(method, path);
		const sentBefore = socket.bytesWritten;
		let sentBytes: number | null = null;
		const exchange = {
			...{ method, path, headers, fault, arrivedAtMs: Date.now(), status: null as number | null },
			get sentBytes() {
				return sentBytes ?? socket.bytesWritten - sentBefore;
			},
		};
		exchanges.push(exchange);
		const gone = new AbortController();
		response.once("close", () => {
			// The next reply on this connection is another one's.
			sentBytes = exchange.sentBytes;
			gone.abort();
		});

		const slow = network;
		const wayMs = slow === null ? 0 : slow.rttMs / 2;
		const isNew = !knownSockets.has(socket);
		knownSockets.add(socket);
		if (slow !== null) await sleep(isNew ? 3 * wayMs : wayMs);
		const passOn = async (): Promise<Reply> => {
			const body = slow === null ? request : slow.up.pass(request);
			const reply = await forward(target, request, body, gone.signal);
			exchange.status = reply.status;
			return reply;
		};

		if (fault !== null) {
			await applyFault(fault, { arrivedMs, response, forward: passOn, swallow: () => readAll(request) });
			return;
		}
		const reply = await passOn();
		await sleep(wayMs);
		response.writeHead(reply.status, reply.headers).flushHeaders();
		await pipeline(slow === null ? reply.body : Readable.from(slow.down.pass(reply.body)), response);
	}

	function slow(slowness: SlowNetwork | null): void {
		network?.up.lift();
		network?.down.lift();
		network = slowness && {
			...slowness,
			up: new SharedRate(slowness.bitsPerS),
			down: new SharedRate(slowness.bitsPerS),
		};
	}

	const server = createServer((request, response) => {
		handle(request, response).catch(() => request.socket.destroy());
	});
	// An idle connection that closes as it is used again would be a fault that nobody asked for.
	server.keepAliveTimeout = 0;
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
	const { port } = server.address() as AddressInfo;

	return {
		url: `http://127.0.0.1:${port}`,
		exchanges,
		inject(injection) {
			const entry = { ...injection, hits: 0 };
			injected.push(entry);
			return {
				get hits() {
					return entry.hits;
				},
				remove() {
					const place = injected.indexOf(entry);
					if (place >= 0) injected.splice(place, 1);
				},
			};
		},
		slow,
		clear() {
			injected.length = 0;
			exchanges.length = 0;
			slow(null);
		},
		async close() {
			const closed = once(server, "close");
			server.close();
			server.closeAllConnections();
			await closed;
		},
	};
}
