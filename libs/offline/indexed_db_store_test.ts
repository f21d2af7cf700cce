import "fake-indexeddb/auto";
import { createOutbox } from "@mdinference/client";
import { sampleEntry, sampleLabel } from "@mdinference/client/testdata/entries.ts";
import { outboxGateway } from "@mdinference/client/testdata/outbox_gateway.ts";
import { outboxStoreSuite } from "@mdinference/client/testdata/outbox_store_suite.ts";
import { expect, test } from "vitest";
import { indexedDbStore } from "./indexed_db_store.ts";

let opened = 0;
const nextGateway = () => `https://gateway-${++opened}.example`;

outboxStoreSuite("indexedDbStore()", async () => indexedDbStore(nextGateway()), true);

test("entries outlive the page, and belong to their gateway", async () => {
	const gateway = nextGateway();
	await indexedDbStore(gateway).put(sampleEntry(1));
	expect(await indexedDbStore(gateway).all()).toEqual([sampleEntry(1)]);
	expect(await indexedDbStore(nextGateway()).all()).toEqual([]);
});

test("two tabs change the same store at once: each entry is changed once", async () => {
	const gateway = nextGateway();
	const tabs = [indexedDbStore(gateway), indexedDbStore(gateway)];
	for (let i = 0; i < 50; i++) await tabs[i % 2]?.put(sampleEntry(i));
	const changes = (await tabs[0]!.all()).map((entry) => ({
		entry,
		dead: { ...entry, status: "invalid" as const, detail: null, diedAtMs: 1 },
	}));
	await Promise.all(tabs.map((tab) => tab.change(changes)));
	expect(await tabs[1]!.size()).toBe(0);
	expect(await tabs[1]!.deadLetters()).toHaveLength(50);
});

test("a change that cannot be made whole is not made at all", async () => {
	const store = indexedDbStore(nextGateway());
	await store.put(sampleEntry(1));
	await store.put(sampleEntry(2));
	const uncloneable = { ...sampleEntry(2), dueAtMs: (() => 0) as unknown as number };
	const changes = [{ entry: sampleEntry(1) }, { entry: sampleEntry(2), next: uncloneable }];
	await expect(store.change(changes)).rejects.toThrow("could not be cloned");
	expect(await store.size()).toBe(2);
});

test("a database that a newer page deletes or upgrades lets go, and is opened again", async () => {
	const gateway = nextGateway();
	const store = indexedDbStore(gateway);
	await store.put(sampleEntry(1));
	await new Promise<void>((resolve, reject) => {
		const request = indexedDB.deleteDatabase(`mdinference outbox ${gateway}`);
		request.onsuccess = () => resolve();
		request.onblocked = () => reject(new Error("the store does not let go"));
	});
	expect(await store.all()).toEqual([]);
	await store.put(sampleEntry(2));
	expect(await store.size()).toBe(1);
});

test("an outbox on it delivers after a restart what could not be delivered before", async () => {
	const gateway = nextGateway();
	const server = outboxGateway();
	const offline = createOutbox({
		gateway,
		store: indexedDbStore(gateway),
		fetch: () => Promise.reject(new TypeError("offline")),
	});
	expect(await offline.add({ kind: "label", body: sampleLabel(1) })).toBe(true);
	await offline.flush();
	offline.close();
	const online = createOutbox({ gateway, store: indexedDbStore(gateway), fetch: server.answer });
	await online.flush();
	expect([server.recorded.size, await online.waiting()]).toEqual([1, 0]);
	online.close();
});
