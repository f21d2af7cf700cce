import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { Conveyor } from "./conveyor.ts";
import type { Link } from "./link.ts";

/** What lies between a client and a server. */
export interface EmulatedNetworkOptions {
	/** Port of the server, on this machine. */
	targetPort: number;
	/** Makes the way from the client to the server, for each connection. */
	up: () => Link;
	/** Makes the way back. */
	down: () => Link;
}

/** A network that runs. */
export interface EmulatedNetwork {
	/** Port at which clients find the server, on 127.0.0.1. */
	port: number;
	/** Cuts every connection, and those that are tried until {@link EmulatedNetwork.restore}. */
	cut(): void;
	/** Lets nothing through, and cuts nothing: what is sent waits for {@link EmulatedNetwork.restore}. */
	freeze(): void;
	/** Works again. */
	restore(): void;
	/** Ends. */
	close(): Promise<void>;
}

/**
 * Starts a TCP proxy on loopback that delivers bytes when its links say so. It knows nothing of HTTP: requests, answers
 * and keep-alive pass as they are. Timers wake within about a millisecond, so delays are as exact as that.
 *
 * @example
 * ```ts
 * import { delayLink, startEmulatedNetwork } from "@mdinference/emulated-network";
 *
 * const slow = () => delayLink({ delayMs: () => 40 });
 * const network = await startEmulatedNetwork({ targetPort: 8787, up: slow, down: slow });
 * console.log(`http://127.0.0.1:${network.port} is 80 ms farther away than http://127.0.0.1:8787`);
 * await network.close();
 * ```
 */
export async function startEmulatedNetwork(options: EmulatedNetworkOptions): Promise<EmulatedNetwork> {
	const sockets = new Set<Socket>();
	const conveyors = new Set<Conveyor>();
	let state: "working" | "frozen" | "cut" = "working";

	const server = createServer({ allowHalfOpen: true }, (client) => {
		if (state === "cut") {
			client.resetAndDestroy();
			return;
		}
		const upstream = connect({ port: options.targetPort, host: "127.0.0.1", allowHalfOpen: true });
		carry(client, upstream, options.up());
		carry(upstream, client, options.down());
	});

	/** Delivers what `from` says to `to`, in order, and ends `to` after it. */
	function carry(from: Socket, to: Socket, link: Link): void {
		const conveyor = new Conveyor(link);
		sockets.add(from);
		conveyors.add(conveyor);
		if (state === "frozen") conveyor.hold();
		from.setNoDelay(true);
		from.on("data", (chunk) => conveyor.put(chunk.length, () => to.writable && to.write(chunk)));
		from.on("end", () => conveyor.put(0, () => to.end()));
		from.on("error", () => to.destroy());
		to.on("close", () => {
			conveyor.stop();
			conveyors.delete(conveyor);
		});
		from.on("close", () => sockets.delete(from));
	}

	server.listen(0, "127.0.0.1");
	await once(server, "listening");
	return {
		port: (server.address() as AddressInfo).port,
		cut() {
			state = "cut";
			for (const socket of sockets) socket.resetAndDestroy();
		},
		freeze() {
			state = "frozen";
			for (const conveyor of conveyors) conveyor.hold();
		},
		restore() {
			state = "working";
			for (const conveyor of conveyors) conveyor.release();
		},
		async close() {
			const closed = once(server, "close");
			server.close();
			for (const socket of sockets) socket.destroy();
			await closed;
		},
	};
}
