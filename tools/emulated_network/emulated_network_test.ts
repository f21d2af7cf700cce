import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { delayLink } from "./delay_link.ts";
import { type EmulatedNetwork, startEmulatedNetwork } from "./emulated_network.ts";

const echo = createServer((request, response) => request.pipe(response));
let targetPort = 0;

beforeAll(async () => {
	echo.listen(0, "127.0.0.1");
	await once(echo, "listening");
	targetPort = (echo.address() as AddressInfo).port;
});
afterAll(() => {
	echo.closeAllConnections();
	echo.close();
});

async function using(
	use: (network: EmulatedNetwork, url: string) => Promise<void>,
	{ upMs = 0, downMs = 0 } = {},
): Promise<void> {
	const network = await startEmulatedNetwork({
		targetPort,
		up: () => delayLink({ delayMs: () => upMs }),
		down: () => delayLink({ delayMs: () => downMs }),
	});
	await use(network, `http://127.0.0.1:${network.port}/`).finally(() => network.close());
}

const post = async (url: string, body: string, signal?: AbortSignal) =>
	(await fetch(url, { method: "POST", body, ...(signal && { signal }) })).text();

describe("startEmulatedNetwork()", () => {
	test("delivers every byte, in order, in both directions", () =>
		using(async (_, url) => {
			const body = Array.from({ length: 200_000 }, (_, i) => i).join();
			expect(await post(url, body)).toBe(body);
			expect(await post(url, "again, on the same connection")).toBe("again, on the same connection");
		}));

	test("takes its time each way, never less", () =>
		using(
			async (_, url) => {
				await post(url, "opens the connection");
				const startMs = performance.now();
				await post(url, "timed");
				expect(performance.now() - startMs).toBeGreaterThanOrEqual(99);
			},
			{ upMs: 60, downMs: 40 },
		));

	test("a cut breaks what is under way and refuses what is new, until it is restored", () =>
		using(
			async (network, url) => {
				const underWay = post(url, "lost");
				setTimeout(() => network.cut(), 50);
				await expect(underWay).rejects.toThrow("fetch failed");
				await expect(post(url, "refused")).rejects.toThrow("fetch failed");
				network.restore();
				expect(await post(url, "back")).toBe("back");
			},
			{ upMs: 500 },
		));

	test("a frozen network loses nothing: what was sent arrives when it thaws", () =>
		using(async (network, url) => {
			await post(url, "opens the connection");
			network.freeze();
			let arrived = false;
			const answer = post(url, "patient").finally(() => {
				arrived = true;
			});
			await new Promise((resolve) => setTimeout(resolve, 150));
			expect(arrived).toBe(false);
			network.restore();
			expect(await answer).toBe("patient");
		}));
});
