import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";

interface Connection {
	socket: Socket;
	/** Requests that have not been read and answered to the end, each counted once for either. */
	unfinished: number;
}

/**
 * The connections of a server, with what is in flight on each. Node's own list has none that never finished its TLS
 * handshake, and takes one that never said a word for one in the middle of a request.
 */
export class Connections {
	/** By their ends: over TLS, requests name another socket than the one that was accepted. */
	readonly #open = new Map<string, Connection>();
	#isEnding = false;

	/** Follows the connections that `server` accepts from now on. */
	constructor(server: Server) {
		server.on("connection", (socket: Socket) => this.#add(socket));
		server.on("request", (incoming, outgoing) => this.#count(incoming, outgoing));
	}

	/** Whether a request is in flight on any of them. */
	get isBusy(): boolean {
		return [...this.#open.values()].some(({ unfinished }) => unfinished > 0);
	}

	/** Ends those that have no request in flight now, and each of the others once it has none. */
	endIdle(): void {
		this.#isEnding = true;
		for (const { socket, unfinished } of this.#open.values()) if (unfinished === 0) socket.destroy();
	}

	/** Ends all at once. */
	destroy(): void {
		for (const { socket } of this.#open.values()) socket.destroy();
	}

	#add(socket: Socket): void {
		const ends = endsOf(socket);
		// It is gone already: it came and went between two turns of the event loop.
		if (ends === null) return void socket.destroy();
		const connection = { socket, unfinished: 0 };
		this.#open.set(ends, connection);
		socket.once("close", () => {
			if (this.#open.get(ends) === connection) this.#open.delete(ends);
		});
	}

	#count(incoming: IncomingMessage, outgoing: ServerResponse): void {
		const { socket } = incoming;
		const connection = this.#open.get(endsOf(socket) ?? "");
		if (connection === undefined) return;
		const finish = () => {
			connection.unfinished -= 1;
			if (this.#isEnding && connection.unfinished === 0) socket.destroySoon();
		};
		connection.unfinished += 2;
		incoming.once("close", finish);
		outgoing.once("close", finish);
	}
}

/** Both ends of a connection: a client may use one port towards two of the server's addresses. Null where it is gone. */
function endsOf({ remoteAddress, remotePort, localAddress }: Socket): string | null {
	return remotePort === undefined ? null : `${remoteAddress} ${remotePort} ${localAddress}`;
}
