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

	test("holds a claim against the request before, of which it speaks: not against this one's upload and SLA", () => {
		const clients = new ClientNetworks();
		const ask = (request: { slaMs: number; uploadMs: number; previousNetworkMs?: number }) =>
			clients.observe("a", { ...request, arrivedAtMs: 0 }).clientMs;
		const usual = { slaMs: 250, uploadMs: 10, previousNetworkMs: 80 };
		ask({ slaMs: 250, uploadMs: 10 });
		for (let i = 0; i < 40; i++) ask(usual);
		expect(ask({ ...usual, uploadMs: 3000 })).toBeCloseTo(80, 2);
		expect(ask({ ...usual, previousNetworkMs: 3080 })).toBeGreaterThan(100);
		for (let i = 0; i < 40; i++) ask(usual);
		for (let i = 0; i < 30; i++) ask({ ...usual, slaMs: 20 });
		expect(ask(usual)).toBeCloseTo(80, 1);
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

	test("learns the two ways, whatever the client's clock says", () => {
		const clients = new ClientNetworks();
		const random = seededRandom(8);
		let previousNetworkMs: number | undefined;
		for (let nowMs = 0; nowMs < 100_000; nowMs += 1000) {
			const upMs = 30 + 200 * random();
			const sentAtMs = nowMs - 7_000_000;
			const { passedMs, downlink } = clients.observe("a", {
				slaMs: 250,
				uploadMs: 5,
				previousNetworkMs,
				sentAtMs,
				arrivedAtMs: nowMs + upMs,
			});
			previousNetworkMs = upMs + 20 + (nowMs % 7);
			if (nowMs < 50_000) continue;
			const within = (totalMs: number) => downlink.within(totalMs - passedMs);
			expect(within(upMs + 19)).toBeLessThan(0.1);
			expect(within(upMs + 28)).toBeGreaterThan(0.9);
		}
	});

	test("knows less, but something, of a client that does not say when it sent: all but the upload", () => {
		const clients = new ClientNetworks();
		for (let i = 0; i < 50; i++) {
			clients.observe("a", { slaMs: 250, uploadMs: 10 + (i % 9), previousNetworkMs: 90, arrivedAtMs: i });
		}
		const { passedMs, downlink } = clients.observe("a", { slaMs: 250, uploadMs: 15, arrivedAtMs: 50 });
		expect(passedMs).toBe(15);
		expect(downlink.within(65)).toBeLessThan(0.1);
		expect(downlink.within(85)).toBeGreaterThan(0.9);
	});

	test("takes an answer that was not back when the client asked again as later than that", () => {
		const clients = new ClientNetworks();
		for (let i = 0; i < 60; i++) {
			const isBack = i > 0 && i % 4 !== 1;
			clients.observe("a", {
				slaMs: 250,
				uploadMs: 10,
				previousNetworkMs: isBack ? 60 : undefined,
				sentAtMs: i * 1000,
				arrivedAtMs: i * 1000 + 30,
			});
		}
		const { passedMs, downlink } = clients.observe("a", {
			slaMs: 250,
			uploadMs: 10,
			sentAtMs: 60_000,
			arrivedAtMs: 60_030,
		});
		expect(downlink.within(250 - passedMs)).toBeCloseTo(0.75, 1);
		expect(downlink.within(2000)).toBeGreaterThan(0.95);
	});

	test("holds of a client that never reports nothing against it", () => {
		const clients = new ClientNetworks();
		const silent = (i: number) =>
			clients.observe("a", { slaMs: 250, uploadMs: 10, sentAtMs: i * 1000, arrivedAtMs: i * 1000 + 30 });
		for (let i = 0; i < 50; i++) silent(i);
		expect(silent(50).downlink.within(11)).toBe(1);
	});

	test("teaches the fleet what its clients have in common, and lets no one client be the fleet", () => {
		const clients = new ClientNetworks();
		const ask = (id: string, networkMs: number) =>
			clients.observe(id, { slaMs: 1000, uploadMs: 10, previousNetworkMs: networkMs, arrivedAtMs: 0 });
		for (let id = 0; id < 20; id++) for (let i = 0; i < 5; i++) ask(`phone ${id}`, 100);
		for (let i = 0; i < 1000; i++) ask("liar", 60_000);
		const stranger = clients.observe("stranger", { slaMs: 1000, uploadMs: 10, arrivedAtMs: 0 });
		const gained = stranger.downlink.within(95) - stranger.downlink.within(80);
		expect(gained).toBeGreaterThan(0.2);
		expect(stranger.downlink.within(95)).toBeGreaterThan(0.95);
	});

	test.each([
		["the longest there is", 60_000, 60_000],
		["an hour", 250, 3_600_000],
		["as long as hurts most", 250, 240],
	])(
		"leaves others three quarters of their chance, whatever 1,000 ids claim: %s",
		(_, slaMs, previousNetworkMs) => {
			const clients = new ClientNetworks();
			const ask = (id: string, claim?: { slaMs: number; previousNetworkMs: number }, atMs = 0) =>
				clients.observe(id, { slaMs: 250, uploadMs: 5, sentAtMs: atMs, arrivedAtMs: atMs + 20, ...claim });
			for (let id = 0; id < 1000; id++) {
				for (let i = 0; i < 3; i++) ask(`invented ${id}`, { slaMs, previousNetworkMs }, i * 1000);
			}
			const { clientMs, uplinkMs, passedMs, downlink } = ask("new");
			expect([clientMs, uplinkMs, passedMs]).toEqual([undefined, undefined, 5]);
			expect(downlink.within(250 - passedMs - 40)).toBeGreaterThanOrEqual(0.75);
			for (let i = 0; i < 29; i++) ask("silent", undefined, i * 1000);
			expect(ask("silent", undefined, 29_000).downlink.within(205)).toBeGreaterThanOrEqual(0.75);
		},
	);

	test("lets a claim that is longer than every SLA of its client teach others that SLA", () => {
		const clients = new ClientNetworks();
		for (let id = 0; id < 100; id++) {
			for (let i = 0; i < 2; i++) {
				clients.observe(`${id}`, { slaMs: 250, uploadMs: 5, previousNetworkMs: 60_000, arrivedAtMs: i });
			}
		}
		const { downlink } = clients.observe("new", { slaMs: 1000, uploadMs: 5, arrivedAtMs: 0 });
		expect(downlink.within(240)).toBeLessThan(0.8);
		expect(downlink.within(246)).toBeGreaterThan(0.99);
	});

	test("takes no clock from an answer that was late, of which half would be a guess", () => {
		const clients = new ClientNetworks();
		const ask = (sentAtMs: number, previousNetworkMs?: number) =>
			clients.observe("a", {
				slaMs: 250,
				uploadMs: 5,
				previousNetworkMs,
				sentAtMs,
				arrivedAtMs: sentAtMs + 40,
			});
		ask(0);
		expect(ask(4000, 3000)).toMatchObject({ passedMs: 5 });
		expect(ask(5000, 60)).toMatchObject({ passedMs: 30, uplinkMs: 30 });
	});

	describe.each([
		["ours is set back or the client's forward", -3_600_000],
		["ours is set forward or the client's back", 3_600_000],
	])("a clock that jumps an hour: %s", (_, jumpMs) => {
		const usual = { slaMs: 250, uploadMs: 5, previousNetworkMs: 60 };
		const asked = (claims: boolean) => {
			const clients = new ClientNetworks();
			const ask = (i: number, offsetMs: number) =>
				clients.observe("a", {
					...usual,
					previousNetworkMs: claims || i < 20 ? 60 : undefined,
					sentAtMs: i * 70_000,
					arrivedAtMs: i * 70_000 + offsetMs + 30,
				});
			for (let i = 0; i < 20; i++) ask(i, 0);
			return ask;
		};

		test("is not used: all that is known of the next request is its upload", () => {
			const ask = asked(false);
			for (const i of [20, 21, 22]) {
				const { passedMs, uplinkMs, downlink } = ask(i, jumpMs);
				expect([passedMs, uplinkMs]).toEqual([5, undefined]);
				expect([downlink.within(54), downlink.within(56)].map(Math.round)).toEqual([0, 1]);
			}
		});

		test("is learned anew from the first exchange after it", () => {
			const ask = asked(true);
			expect(ask(20, jumpMs).passedMs).toBe(5);
			const { passedMs, uplinkMs, downlink } = ask(21, jumpMs);
			expect([passedMs, uplinkMs]).toEqual([30, 30]);
			expect([downlink.within(29), downlink.within(31)].map(Math.round)).toEqual([0, 1]);
		});
	});

	describe("a clock that is set by five seconds, and answers that are late then", () => {
		/** A client whose way down always takes 30 ms. */
		const phone = (clients: ClientNetworks, id: string) => {
			let previousNetworkMs: number | undefined;
			let nowMs = 0;
			return (networkMs: number, { setByMs }: { setByMs: number }) => {
				nowMs += 1000;
				const { downlink } = clients.observe(id, {
					slaMs: 250,
					uploadMs: 5,
					previousNetworkMs,
					sentAtMs: nowMs - setByMs,
					arrivedAtMs: nowMs + networkMs - 30,
				});
				previousNetworkMs = networkMs;
				return { tooEarly: downlink.within(20), asEver: downlink.within(31) };
			};
		};

		test("do not look like answers that come down in no time", () => {
			const ask = phone(new ClientNetworks(), "a");
			for (let i = 0; i < 30; i++) ask(60, { setByMs: 0 });
			for (let i = 0; i < 20; i++) expect(ask(400, { setByMs: 5000 }).tooEarly).toBe(0);
			expect(ask(60, { setByMs: 5000 }).tooEarly).toBe(0);
			for (let i = 0; i < 30; i++) {
				const { tooEarly, asEver } = ask(60, { setByMs: 5000 });
				expect(tooEarly).toBeLessThan(0.01);
				expect(asEver).toBeGreaterThan(0.95);
			}
		});

		test("teach the fleet nothing of the kind", () => {
			const clients = new ClientNetworks();
			for (let id = 0; id < 20; id++) {
				const ask = phone(clients, `${id}`);
				for (let i = 0; i < 3; i++) ask(60, { setByMs: 0 });
				for (let i = 0; i < 10; i++) ask(400, { setByMs: 5000 });
			}
			const stranger = phone(clients, "stranger");
			stranger(60, { setByMs: 0 });
			expect(stranger(60, { setByMs: 0 }).tooEarly).toBeLessThan(0.01);
		});
	});
});
