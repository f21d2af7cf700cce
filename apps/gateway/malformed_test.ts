import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { Problem } from "@mdinference/contract";
import { expect, onTestFinished, test } from "vitest";
import { answerMalformed } from "./malformed.ts";

test("a client that took too long hears so, and is cut though it keeps its side open and says nothing", async () => {
	const server = createServer({ allowHalfOpen: true }).listen(0, "127.0.0.1");
	onTestFinished(() => void server.close());
	await once(server, "listening");
	const { port } = server.address() as AddressInfo;
	const client = connect({ port, host: "127.0.0.1", allowHalfOpen: true });
	onTestFinished(() => void client.destroy());
	const [socket] = (await once(server, "connection")) as [Socket];
	answerMalformed(
		Object.assign(new Error("too slow"), { code: "ERR_HTTP_REQUEST_TIMEOUT" }),
		socket.resume(),
	);
	const [answer] = (await once(client, "data")) as [Buffer];
	const [head = "", body = ""] = answer.toString().split("\r\n\r\n");
	expect(head).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\n/);
	expect(Problem.parse(JSON.parse(body)).type).toBe("/problems/request-timeout");
	if (!socket.closed) await once(socket, "close");
});
