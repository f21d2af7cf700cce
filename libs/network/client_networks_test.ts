import { seededRandom } from "@mdinference/stats";
import { describe, expect, test } from "vitest";
import { ClientNetworks } from "./client_networks.ts";

const upload = { slaMs: 1000, uploadMs: 0 };

describe("ClientNetworks", () => {
	test("smooths what one client reports and keeps clients apart", () => {
		const clients = new ClientNetworks();
		clients.observe("a", { ...upload, previousNetworkMs: 80, arrivedAtMs: 0 });
		expect(clients.observe("a", { ...upload, previousNetworkMs: 160, arrivedAtMs: 1 })).toMatchObject({
			clientMs: 140,
		});
		expect(clients.observe("b", { ...upload, previousNetworkMs: 10, arrivedAtMs: 2 })).toMatchObject({
			clientMs: 15,
		});
	});

	test("knows nothing of a client that reports nothing", () => {
		const { clientMs, uplinkMs } = new ClientNetworks().observe("a", { ...upload, arrivedAtMs: 0 });
		expect([clientMs, uplinkMs]).toEqual([undefined, undefined]);
	});

	test("finds an uplink behind a clock that is a day off, within half of the shortest round trip", () => {
		const clients = new ClientNetworks();
		const random = seededRandom(5);
		const offsetMs = 86_400_000;
		let nowMs = 1e12;
		let previousNetworkMs: number | undefined;
		let shortestMs = Number.POSITIVE_INFINITY;
		for (let exchange = 0; exchange < 8; exchange++) {
			const upMs = 20 + 80 * random();
			const downMs = 20 + 80 * random();
			clients.observe("a", {
				...upload,
				previousNetworkMs,
				sentAtMs: nowMs - offsetMs,
				arrivedAtMs: nowMs + upMs,
			});
			previousNetworkMs = upMs + downMs;
			shortestMs = Math.min(shortestMs, exchange < 7 ? previousNetworkMs : shortestMs);
			nowMs += 1000;
		}
		const evidence = clients.observe("a", { ...upload, sentAtMs: nowMs - offsetMs, arrivedAtMs: nowMs + 50 });
		expect(Math.abs(evidence.uplinkMs! - 50)).toBeLessThanOrEqual(shortestMs / 2);
	});

	test("does not pair a report with a request whose send time is unknown", () => {
		const clients = new ClientNetworks();
		clients.observe("a", { ...upload, sentAtMs: 0, arrivedAtMs: 10 });
		clients.observe("a", { ...upload, arrivedAtMs: 500 });
		expect(
			clients.observe("a", { ...upload, previousNetworkMs: 20, sentAtMs: 990, arrivedAtMs: 1000 }),
		).toMatchObject({
			clientMs: 30,
		});
	});

	test("is bounded: a flood of ids forgets the least recently seen", () => {
		const clients = new ClientNetworks({ maxClients: 100 });
		for (let id = 0; id < 1000; id++)
			clients.observe(`${id}`, { ...upload, previousNetworkMs: 5, arrivedAtMs: 0 });
		expect(clients.size).toBe(100);
	});
});
