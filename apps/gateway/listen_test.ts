import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { text } from "node:stream/consumers";
import { connect as connectSecurely } from "node:tls";
import { Problem } from "@mdinference/contract";
import { describe, expect, onTestFinished, test } from "vitest";
import { type FetchCallback, type Listener, type ListenOptions, listen } from "./listen.ts";
import { readBody } from "./read_body.ts";

const host = "127.0.0.1";
/** Far longer than a test may take: who waits for it has failed. */
const foreverMs = 600_000;
const hello: FetchCallback = () => new Response("hello");

/** Listens until the end of the test. */
async function listenForTest(options: Partial<ListenOptions> = {}): Promise<Listener> {
	const listener = await listen({ fetch: hello, host, port: 0, ...options });
	onTestFinished(async () => {
		await listener.stop(0);
	});
	return listener;
}

/** A client that keeps its side open, whatever the server does with the other. */
async function stubbornClient(port: number): Promise<Socket> {
	const client = connect({ port, host, allowHalfOpen: true });
	client.on("error", () => {});
	onTestFinished(() => void client.destroy());
	await once(client, "connect");
	return client;
}

/** Goes on sending what is harmless anywhere until the server has cut the connection, not only ended its own side. */
async function untilCut(client: Socket): Promise<void> {
	const sending = setInterval(() => client.write("\r\n"), 10);
	onTestFinished(() => clearInterval(sending));
	await new Promise((resolve) => client.once("close", resolve));
}

/** Sends a request and reads its answer: what was connected earlier has been accepted then. */
const ask = async (port: number) => (await fetch(`http://${host}:${port}/`)).text();

/** Requests that wait for their answers. */
function held(): { fetch: FetchCallback; arrived: Promise<void>; answer(): void } {
	let arrive = () => {};
	let answer = (_: Response) => {};
	const arrived = new Promise<void>((resolve) => {
		arrive = resolve;
	});
	const answered = new Promise<Response>((resolve) => {
		answer = resolve;
	});
	const fetch = () => {
		arrive();
		return answered;
	};
	return { fetch, arrived, answer: () => answer(new Response("late")) };
}

describe("a client that is too slow", () => {
	test("is answered 408, and its request ends, though it goes on sending", async () => {
		let report = (_: unknown) => {};
		const failure = new Promise((resolve) => {
			report = resolve;
		});
		const fetch: FetchCallback = async (request) => {
			await readBody(request, { maxBytes: 1000 }).catch(report);
			return new Response();
		};
		const { port } = await listenForTest({ fetch, requestTimeoutMs: 500 });
		const client = await stubbornClient(port);
		client.write("POST / HTTP/1.1\r\nhost: gateway\r\ncontent-length: 1000\r\n\r\nab");
		const [answer] = (await once(client, "data")) as [Buffer];
		expect(answer.toString()).toMatch(/^HTTP\/1\.1 408 /);
		await untilCut(client);
		expect(await failure).toMatchObject({ slug: "body-cut-off" });
	});

	test("is cut though it never begins a TLS handshake, and at once if it says something else", async () => {
		const silent = await listenForTest({ tls: {}, requestTimeoutMs: 100 });
		const client = await stubbornClient(silent.port);
		await once(client.resume(), "end");
		await untilCut(client);
		const patient = await listenForTest({ tls: {}, requestTimeoutMs: foreverMs });
		const plain = await stubbornClient(patient.port);
		plain.write("GET / HTTP/1.1\r\nhost: gateway\r\n\r\n");
		await once(plain.resume(), "end");
		await untilCut(plain);
	});
});

describe("a request that makes no URL", () => {
	test.each([
		["a backslash in its target", "GET /a\\b HTTP/1.1\r\nhost: gateway"],
		["a Host of two names", "GET / HTTP/1.1\r\nhost: a b"],
	])("such as with %s is answered with a problem document", async (_, head) => {
		const { port } = await listenForTest();
		const client = await stubbornClient(port);
		client.end(`${head}\r\nconnection: close\r\n\r\n`);
		const [headers = "", body = ""] = (await text(client)).split("\r\n\r\n");
		expect(headers).toMatch(/^HTTP\/1\.1 400 /);
		expect(headers).toContain("content-type: application/problem+json");
		expect(Problem.parse(JSON.parse(body)).type).toBe("/problems/malformed-request");
	});
});

describe("a stop", () => {
	test("does not wait for who has asked nothing, or nothing more, and cuts no request off", async () => {
		const { port, stop } = await listenForTest();
		await stubbornClient(port);
		const halfway = await stubbornClient(port);
		halfway.write("GET / HTTP/1.1\r\nhost:");
		expect(await ask(port)).toBe("hello");
		expect(await stop(foreverMs)).toBe(true);
	});

	test("does not wait for who has not finished a TLS handshake", async () => {
		const { port, stop } = await listenForTest({ tls: {} });
		await stubbornClient(port);
		const second = connectSecurely({ port, host, rejectUnauthorized: false });
		await once(second, "error");
		expect(await stop(foreverMs)).toBe(true);
	});

	test.each(["HTTP", "HTTPS"])(
		"answers what is in flight over %s, and ends that connection then",
		async (scheme) => {
			const { fetch, arrived, answer } = held();
			const psk = { ciphers: "PSK", maxVersion: "TLSv1.2" } as const;
			const key = Buffer.alloc(16, 7);
			const tls = { ...psk, pskCallback: () => key };
			const { port, stop } = await listenForTest({ fetch, ...(scheme === "HTTPS" && { tls }) });
			const pskCallback = () => ({ psk: key, identity: "test" });
			const checkServerIdentity = () => undefined;
			const client =
				scheme === "HTTP"
					? connect(port, host)
					: connectSecurely({ port, host, ...psk, pskCallback, checkServerIdentity });
			client.write("POST / HTTP/1.1\r\nhost: gateway\r\ncontent-length: 2\r\n\r\nab");
			await arrived;
			const stopped = stop(foreverMs);
			answer();
			expect(await text(client)).toMatch(/^HTTP\/1\.1 200 OK.*late$/s);
			expect(await stopped).toBe(true);
		},
	);

	test("cuts off what takes longer than it waits, and says so", async () => {
		const { fetch, arrived } = held();
		const { port, stop } = await listenForTest({ fetch });
		const client = await stubbornClient(port);
		client.write("GET / HTTP/1.1\r\nhost: gateway\r\n\r\n");
		await arrived;
		expect(await stop(1)).toBe(false);
	});
});
