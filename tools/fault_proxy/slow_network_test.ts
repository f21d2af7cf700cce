import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { type FaultProxy, startFaultProxy } from "./fault_proxy.ts";
import { readAll } from "./forward.ts";
import { SharedRate } from "./slow_network.ts";

const echo = createServer((request, response) => request.pipe(response));
let proxy: FaultProxy;

beforeAll(async () => {
	echo.listen(0, "127.0.0.1");
	await once(echo, "listening");
	proxy = await startFaultProxy({ target: `http://127.0.0.1:${(echo.address() as AddressInfo).port}` });
});
afterAll(async () => {
	await proxy.close();
	echo.closeAllConnections();
	echo.close();
});
afterEach(() => proxy.clear());

const post = async (body: string) => (await fetch(proxy.url, { method: "POST", body })).text();
const timed = async (body: string) => {
	const startMs = performance.now();
	expect(await post(body)).toBe(body);
	return performance.now() - startMs;
};

test("a slow network takes its round trip, one more for a new connection, and its time for the bytes", async () => {
	await post("opens a connection");
	proxy.slow({ bitsPerS: 800_000, rttMs: 60 });
	const small = await timed("x");
	expect(small).toBeGreaterThanOrEqual(60);
	// 10 kB there, and meanwhile back, at 100 bytes a millisecond: 100 ms.
	expect(await timed("x".repeat(10_000))).toBeGreaterThanOrEqual(60 + 95);
	proxy.slow(null);
	// One that the machine disturbed says nothing.
	await expect.poll(() => timed("x")).toBeLessThan(60);
});

test("streams share a rate in turn: a small one does not wait for the end of a large one", async () => {
	const rate = new SharedRate(8 * 1_448_000);
	const order: string[] = [];
	const drain = async (name: string, bytes: number) => {
		for await (const _ of rate.pass(
			(async function* () {
				yield new Uint8Array(bytes);
			})(),
		))
			order.push(name);
		order.push(`${name} done`);
	};
	await Promise.all([drain("large", 100 * 1_448), drain("small", 3 * 1_448)]);
	expect(order.indexOf("small done")).toBeLessThan(10);
	expect(order).toHaveLength(105);
});

test("when the network is fast again, what is under way hurries, too", async () => {
	// 100 kB at 1 byte a millisecond: 100 s.
	proxy.slow({ bitsPerS: 8_000, rttMs: 0 });
	const underWay = timed("x".repeat(100_000));
	await expect.poll(() => proxy.exchanges.length).toBe(1);
	proxy.slow(null);
	expect(await underWay).toBeLessThan(10_000);
});

test("what is given on is what came", async () => {
	const bytes = Uint8Array.from({ length: 10_000 }, (_, i) => i);
	const source = (async function* () {
		yield bytes.subarray(0, 3);
		yield bytes.subarray(3);
	})();
	const passed = await readAll(new SharedRate(1e9).pass(source));
	expect(passed.equals(bytes)).toBe(true);
});
