import { describe, expect, test } from "vitest";
import { memoryStore } from "./memory_store.ts";
import type { DeadLetter, OutboxStore } from "./outbox_store.ts";
import { survivingStore } from "./surviving_store.ts";
import { sampleEntry } from "./testdata/entries.ts";
import { outboxStoreSuite } from "./testdata/outbox_store_suite.ts";

outboxStoreSuite("survivingStore()", async () => survivingStore(memoryStore()), false);

/** A storage that fails while it is told to. */
function scene() {
	const disk = memoryStore();
	const state = { fails: false };
	const guarded = <T>(run: () => Promise<T>) =>
		state.fails
			? Promise.reject(new DOMException("The quota has been exceeded.", "QuotaExceededError"))
			: run();
	const storage: OutboxStore = {
		put: (entry) => guarded(() => disk.put(entry).then(() => true)),
		all: () => guarded(disk.all),
		size: () => guarded(disk.size),
		change: (changes) => guarded(() => disk.change(changes)),
		deadLetters: () => guarded(disk.deadLetters),
	};
	return { state, disk, store: survivingStore(storage) };
}

describe("while its storage fails", () => {
	test("entries are kept, and are moved there once it works again", async () => {
		const { state, disk, store } = scene();
		expect(await store.put(sampleEntry(1))).toBe(true);
		state.fails = true;
		expect(await store.put(sampleEntry(2))).toBe(false);
		expect(await store.all()).toEqual([sampleEntry(2)]);
		expect(await store.size()).toBe(1);
		state.fails = false;
		expect(await store.all()).toEqual([sampleEntry(1), sampleEntry(2)]);
		expect(await disk.all()).toEqual([sampleEntry(1), sampleEntry(2)]);
		expect(await store.size()).toBe(2);
	});

	test("what was kept meanwhile can be changed, removed and buried", async () => {
		const { state, store } = scene();
		state.fails = true;
		const [one, two, three] = [sampleEntry(1), sampleEntry(2), sampleEntry(3)];
		for (const entry of [one, two, three]) await store.put(entry);
		const letter: DeadLetter = { ...three, status: "invalid", detail: null, diedAtMs: 5_000 };
		const later = { ...two, tries: 1 };
		await store.change([{ entry: one }, { entry: two, next: later }, { entry: three, dead: letter }]);
		expect(await store.all()).toEqual([later]);
		expect(await store.deadLetters()).toEqual([letter]);
	});

	test("a change of what it holds is refused whole", async () => {
		const { state, store } = scene();
		await store.put(sampleEntry(1));
		state.fails = true;
		await store.put(sampleEntry(2));
		await expect(store.change([{ entry: sampleEntry(2) }, { entry: sampleEntry(1) }])).rejects.toThrow(
			"quota",
		);
		expect(await store.all()).toEqual([sampleEntry(2)]);
	});

	test("a newer entry is never put back to the older one that was kept in memory", async () => {
		const { state, store } = scene();
		state.fails = true;
		await store.put(sampleEntry(1));
		state.fails = false;
		const newer = sampleEntry(1, { revision: "second" });
		await Promise.all([store.all(), store.put(newer), store.all()]);
		expect(await store.all()).toEqual([newer]);
	});
});
