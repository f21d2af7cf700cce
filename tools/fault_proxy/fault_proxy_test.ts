import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Fault } from "./fault.ts";
import { type FaultProxy, startFaultProxy } from "./fault_proxy.ts";
import { readAll } from "./forward.ts";

const answer = JSON.stringify({ labels: ["T"], filler: "x".repeat(5_000) });
let heard: { method: string; url: string; body: Buffer }[] = [];
let gone = 0;
let respond: (response: ServerResponse) => void;
let proxy: FaultProxy;

const gateway = createServer(async (request: IncomingMessage, response) => {
	response.once("close", () => {
		if (!response.writableFinished) gone++;
	});
	const body = await readAll(request);
	heard.push({ method: request.method!, url: request.url!, body });
	respond(response);
});

beforeAll(async () => {
	gateway.listen(0, "127.0.0.1");
	await once(gateway, "listening");
	proxy = await startFaultProxy({ target: `http://127.0.0.1:${(gateway.address() as AddressInfo).port}` });
});
afterAll(async () => {
	await proxy.close();
	gateway.closeAllConnections();
	gateway.close();
});
beforeEach(() => {
	heard = [];
	gone = 0;
	respond = (response) =>
		response
			.writeHead(201, { "content-type": "application/json", "content-length": answer.length, "x-own": "1" })
			.end(answer);
});
afterEach(() => proxy.clear());

const post = (path = "/v1/infer?x=1", body: string | Buffer<ArrayBuffer> = "picture") =>
	fetch(proxy.url + path, { method: "POST", body });

describe("without a fault", () => {
	test("a request and its reply pass as they are", async () => {
		const body = Buffer.alloc(3_000_000, "0123456789");
		const response = await post("/v1/infer?x=1", body);
		expect(response.status).toBe(201);
		expect(response.headers.get("x-own")).toBe("1");
		expect(await response.text()).toBe(answer);
		expect(heard).toMatchObject([{ method: "POST", url: "/v1/infer?x=1" }]);
		expect(heard[0]!.body.equals(body)).toBe(true);
		expect(proxy.exchanges).toMatchObject([{ method: "POST", path: "/v1/infer", status: 201, fault: null }]);
	});

	test("what a client was sent is counted as it is on the wire, reply by reply of one connection", async () => {
		const replies = await Promise.all(["/a", "/b", "/c"].map((path) => post(path)));
		for (const reply of replies) await reply.text();
		await (await post("/d")).text();
		const headers = [
			"HTTP/1.1 201 Created",
			"content-type: application/json",
			"content-length: 5019",
			"x-own: 1",
		];
		const least = answer.length + headers.join("\r\n").length;
		for (const { sentBytes } of proxy.exchanges) {
			expect(sentBytes).toBeGreaterThan(least);
			expect(sentBytes).toBeLessThan(least + 200);
		}
	});

	test("what the gateway streams comes as it is written", async () => {
		let finish = () => {};
		respond = (response) => {
			response.writeHead(200, { "content-type": "text/event-stream" });
			response.write("data: 1\n\n");
			finish = () => response.end("data: 2\n\n");
		};
		const reader = (await fetch(`${proxy.url}/v1/events`)).body!.getReader();
		expect(Buffer.from((await reader.read()).value!).toString()).toBe("data: 1\n\n");
		finish();
		expect(Buffer.from((await reader.read()).value!).toString()).toBe("data: 2\n\n");
		expect((await reader.read()).done).toBe(true);
	});

	test("a client that goes away is gone for the gateway", async () => {
		respond = () => {};
		const leave = new AbortController();
		const left = fetch(proxy.url, { signal: leave.signal });
		await expect.poll(() => heard.length).toBe(1);
		leave.abort();
		await expect(left).rejects.toThrow("aborted");
		await expect.poll(() => gone).toBe(1);
	});

	test("a gateway that dies in mid-reply is a connection that closes", async () => {
		respond = (response) => {
			response.writeHead(200, { "content-length": "100" });
			response.write("half", () => response.destroy());
		};
		const response = await post();
		await expect(response.text()).rejects.toThrow("terminated");
	});

	test("a gateway that is not there is a connection that closes", async () => {
		const lonely = await startFaultProxy({ target: "http://127.0.0.1:9" });
		await expect(fetch(lonely.url)).rejects.toThrow("fetch failed");
		await lonely.close();
	});
});

describe("a fault", () => {
	test("a captive portal says 200 and a page, and the gateway hears nothing", async () => {
		proxy.inject({ fault: { kind: "captive-portal" } });
		const response = await post();
		expect([response.status, response.headers.get("content-type")]).toEqual([
			200,
			"text/html; charset=utf-8",
		]);
		expect(await response.text()).toContain("<h1>Welcome");
		expect(heard).toEqual([]);
	});

	test("an error is a problem document, with Retry-After where it is given", async () => {
		proxy.inject({ fault: { kind: "status", status: 429, retryAfterS: 7 } });
		const response = await post();
		expect([response.status, response.headers.get("retry-after")]).toEqual([429, "7"]);
		expect(response.headers.get("content-type")).toBe("application/problem+json");
		expect(await response.json()).toMatchObject({ status: 429, detail: expect.any(String) });
	});

	test.each<[Fault["kind"], Fault]>([
		["malformed-json", { kind: "malformed-json" }],
		["truncated-json", { kind: "truncated-json" }],
	])("%s is a whole reply, and no JSON", async (_, fault) => {
		proxy.inject({ fault });
		const text = await (await post()).text();
		expect(() => JSON.parse(text)).toThrow(SyntaxError);
		expect(text.length).toBeGreaterThan(5);
	});

	test("wrong-shape is JSON of something else", async () => {
		proxy.inject({ fault: { kind: "wrong-shape" } });
		expect(await (await post()).json()).not.toHaveProperty("labels");
	});

	test("refuse closes before the gateway hears of it", async () => {
		proxy.inject({ fault: { kind: "refuse" } });
		await expect(post()).rejects.toThrow("fetch failed");
		expect(heard).toEqual([]);
	});

	test.each(["before-headers", "in-headers"] as const)(
		"a cut %s loses the reply to what the gateway did",
		async (where) => {
			proxy.inject({ fault: { kind: "cut", where } });
			await expect(post()).rejects.toThrow("fetch failed");
			expect(heard).toHaveLength(1);
			expect(proxy.exchanges).toMatchObject([{ status: 201 }]);
		},
	);

	test("a cut in the body gives the headers and half of it", async () => {
		proxy.inject({ fault: { kind: "cut", where: "in-body" } });
		const response = await post();
		expect(response.headers.get("content-length")).toBe(String(answer.length));
		const reader = response.body!.getReader();
		let text = "";
		const read = async () => {
			for (let part = await reader.read(); !part.done; part = await reader.read()) {
				text += Buffer.from(part.value).toString();
			}
		};
		await expect(read()).rejects.toThrow("terminated");
		expect(text).toBe(answer.slice(0, answer.length / 2));
	});

	test("a hang never answers, until the client has enough", async () => {
		const injected = proxy.inject({ fault: { kind: "hang" } });
		const leave = new AbortController();
		let answered = false;
		const waiting = fetch(proxy.url, { signal: leave.signal }).finally(() => {
			answered = true;
		});
		waiting.catch(() => undefined);
		await expect.poll(() => injected.hits).toBe(1);
		await new Promise((resolve) => setTimeout(resolve, 100));
		expect(answered).toBe(false);
		leave.abort();
		await expect(waiting).rejects.toThrow("aborted");
		expect(heard).toEqual([]);
	});

	test("a held reply is never early, and late by no more than the machine is busy", async () => {
		await post("/opens-the-connection");
		proxy.inject({ fault: { kind: "hold", untilMs: 40 } });
		const tookMs: number[] = [];
		while (tookMs.length < 9 || (Math.min(...tookMs) >= 50 && tookMs.length < 200)) {
			const startMs = performance.now();
			expect(await (await post()).text()).toBe(answer);
			tookMs.push(performance.now() - startMs);
		}
		expect(Math.min(...tookMs)).toBeGreaterThanOrEqual(40);
		// The clock here counts the client's own work, too, so only the least disturbed of them tells.
		expect(Math.min(...tookMs)).toBeLessThan(50);
	});
});

describe("inject()", () => {
	const struck = async (path: string, method = "POST") =>
		(await fetch(proxy.url + path, { method })).status === 500;
	const fault: Fault = { kind: "status", status: 500 };

	test("strikes the requests with its path and method, as often as it says", async () => {
		const one = proxy.inject({ fault, path: "/v1/a", method: "POST", times: 2 });
		proxy.inject({ fault, path: /^\/v1\/b/ });
		expect(await struck("/v1/a", "PUT")).toBe(false);
		expect(await struck("/v1/a?query")).toBe(true);
		expect(await struck("/v1/a/longer")).toBe(false);
		expect(await struck("/v1/a")).toBe(true);
		expect(await struck("/v1/a")).toBe(false);
		expect(one.hits).toBe(2);
		expect(await struck("/v1/b/longer", "PUT")).toBe(true);
	});

	test("ends with remove(), and all end with clear()", async () => {
		const one = proxy.inject({ fault, path: "/v1/a" });
		proxy.inject({ fault, path: "/v1/b" });
		one.remove();
		one.remove();
		expect([await struck("/v1/a"), await struck("/v1/b")]).toEqual([false, true]);
		proxy.clear();
		expect(await struck("/v1/b")).toBe(false);
		expect(proxy.exchanges).toHaveLength(1);
	});
});
