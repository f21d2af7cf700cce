import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { listenToGateway } from "./gateway_events.ts";

let server: Server;
let stream: ServerResponse;
let port: number;

beforeEach(async () => {
	server = createServer((_, response) => {
		stream = response;
		response.writeHead(200, { "content-type": "text/event-stream" });
		response.write(": listening\n\n");
	});
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	port = (server.address() as AddressInfo).port;
});

afterEach(() => {
	server.closeAllConnections();
	server.close();
});

describe("listenToGateway()", () => {
	test("hears alarms, also one that arrives in pieces, and passes over all else", async () => {
		const heard: unknown[] = [];
		const events = await listenToGateway(port, (drift) => heard.push(drift));
		stream.write(
			'event: decision\ndata: {"model":"large"}\n\nevent: drift\ndata: {"explanation":"a: b"}\n\neve',
		);
		await new Promise((resolve) => setTimeout(resolve, 50));
		stream.write('nt: drift\ndata: {"model":');
		await new Promise((resolve) => setTimeout(resolve, 50));
		stream.write('"large"}\n\n: still here\n\n');
		await expect.poll(() => heard).toEqual([{ explanation: "a: b" }, { model: "large" }]);
		events.stop();
	});
});
