import { EventEmitter } from "node:events";
import type { Server } from "node:http";
import { expect, test } from "vitest";
import { Connections } from "./connections.ts";

test("a client that uses one port towards two of the server's addresses has two connections, both of which end", () => {
	const server = new EventEmitter();
	const connections = new Connections(server as Server);
	const ended: string[] = [];
	for (const localAddress of ["192.0.2.1", "192.0.2.2"]) {
		const destroy = () => ended.push(localAddress);
		const ends = { remoteAddress: "192.0.2.9", remotePort: 50_000, localAddress };
		server.emit("connection", Object.assign(new EventEmitter(), { ...ends, destroy }));
	}
	connections.endIdle();
	expect(ended).toEqual(["192.0.2.1", "192.0.2.2"]);
});
