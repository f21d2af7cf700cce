import "fake-indexeddb/auto";
import { createOutbox, type Lock, memoryStore, type Peers } from "@mdinference/client";
import { sampleEntry, sampleLabel } from "@mdinference/client/testdata/entries.ts";
import { outboxGateway } from "@mdinference/client/testdata/outbox_gateway.ts";
import { outboxStoreSuite } from "@mdinference/client/testdata/outbox_store_suite.ts";
import { describe, expect, test } from "vitest";
import { gatewayOfSync, requestSync, syncedStore } from "./background_sync.ts";
import { indexedDbStore } from "./indexed_db_store.ts";
import { sendWaiting } from "./send_waiting.ts";

function pageOf(isOnline: boolean) {
	const listeners: (() => void)[] = [];
	let isHidden = false;
	return {
		isOnline: () => isOnline,
		isHidden: () => isHidden,
		onHidden: (listener: () => void) => void listeners.push(listener),
		show: () => {
			isHidden = false;
		},
		hide: () => {
			isHidden = true;
			for (const listener of listeners) listener();
		},
	};
}

describe("syncedStore()", () => {
	outboxStoreSuite(
		"syncedStore()",
		async () => syncedStore(memoryStore(), () => undefined, pageOf(false)),
		false,
	);

	test("asks for a wake-up when an entry is put without a network", async () => {
		let asked = 0;
		const store = syncedStore(memoryStore(), () => asked++, pageOf(false));
		await store.put(sampleEntry(1));
		expect(asked).toBe(1);
	});

	test("with a network it asks only when the page is hidden while an entry waits", async () => {
		let asked = 0;
		const page = pageOf(true);
		const store = syncedStore(memoryStore(), () => asked++, page);
		page.hide();
		page.show();
		await store.put(sampleEntry(1));
		expect(asked).toBe(0);
		page.hide();
		expect(asked).toBe(1);
		const [entry] = await store.all();
		await store.change([{ entry: entry! }]);
		await store.all();
		page.hide();
		expect(asked).toBe(1);
	});

	test("asks when an entry is put on a page that is hidden already, though there is a network", async () => {
		let asked = 0;
		const page = pageOf(true);
		const store = syncedStore(memoryStore(), () => asked++, page);
		page.hide();
		await store.put(sampleEntry(1));
		expect(asked).toBe(1);
	});

	test("an entry that is put while the store is read waits, though the read has found nothing", async () => {
		let asked = 0;
		let write = () => {};
		const page = pageOf(true);
		const stored = memoryStore();
		const writing: typeof stored.put = (entry) =>
			new Promise((resolve) => {
				write = () => resolve(stored.put(entry));
			});
		const store = syncedStore({ ...stored, put: writing }, () => asked++, page);
		const put = store.put(sampleEntry(1));
		expect(await store.all()).toEqual([]);
		write();
		await put;
		page.hide();
		expect(asked).toBe(1);
	});

	test("what an earlier visit has left counts as waiting", async () => {
		let asked = 0;
		const page = pageOf(true);
		const left = memoryStore();
		await left.put(sampleEntry(1));
		await syncedStore(left, () => asked++, page).all();
		page.hide();
		expect(asked).toBe(1);
	});
});

describe("requestSync()", () => {
	test("registers a tag from which the service worker reads the gateway", async () => {
		const tags: string[] = [];
		const sync = { register: async (tag: string) => void tags.push(tag) };
		const ready = Promise.resolve({ sync } as unknown as ServiceWorkerRegistration);
		const request = requestSync("https://gateway.example", { ready });
		await ready;
		request();
		expect(tags.map(gatewayOfSync)).toEqual(["https://gateway.example"]);
		expect(gatewayOfSync("somebody else's tag")).toBeNull();
	});

	test("does nothing where the browser has no workers, no sync, or refuses", async () => {
		requestSync("", null)();
		const refuse = () => Promise.reject(new Error("permission denied"));
		for (const registration of [{}, { sync: { register: refuse } }]) {
			const ready = Promise.resolve(registration as unknown as ServiceWorkerRegistration);
			const request = requestSync("", { ready });
			await ready;
			expect(request()).toBeUndefined();
		}
	});
});

describe("sendWaiting()", () => {
	const alone: Lock = (task) => task().then(() => true);

	test("delivers what a page could not, and then nothing is left", async () => {
		const gateway = "https://woken.example";
		const server = outboxGateway();
		const page = createOutbox({
			gateway,
			store: indexedDbStore(gateway),
			fetch: () => Promise.reject(new TypeError("offline")),
		});
		await page.add({ kind: "label", body: sampleLabel(1) });
		page.close();
		await sendWaiting(gateway, { lock: alone, fetch: server.answer });
		expect([server.recorded.size, await indexedDbStore(gateway).size()]).toEqual([1, 0]);
	});

	test("tells the pages how much it has sent", async () => {
		const gateway = "https://told.example";
		const server = outboxGateway();
		await indexedDbStore(gateway).put(sampleEntry(1));
		await indexedDbStore(gateway).put(sampleEntry(2));
		const told: number[] = [];
		const peers: Peers = () => ({ tell: (delivered) => told.push(delivered), leave: () => told.push(0) });
		await sendWaiting(gateway, { lock: alone, peers, fetch: server.answer });
		expect(told).toEqual([2, 0]);
	});

	test("leaves it to a page that sends just now, and comes again", async () => {
		const gateway = "https://busy.example";
		const server = outboxGateway();
		await indexedDbStore(gateway).put(sampleEntry(1));
		const lock: Lock = async () => false;
		await expect(sendWaiting(gateway, { lock, fetch: server.answer })).rejects.toThrow("1 entries");
		expect(server.recorded.size).toBe(0);
	});

	test("fails while the gateway cannot be reached, so that the browser tries again", async () => {
		const gateway = "https://unreachable.example";
		await indexedDbStore(gateway).put(sampleEntry(1));
		const offline = () => Promise.reject(new TypeError("offline"));
		await expect(sendWaiting(gateway, { lock: alone, fetch: offline })).rejects.toMatchObject({
			name: "StillWaitingError",
			waiting: 1,
		});
	});
});
