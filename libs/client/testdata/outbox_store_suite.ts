import { describe, expect, test } from "vitest";
import { type DeadLetter, maxDeadLetters, type OutboxEntry, type OutboxStore } from "../outbox_store.ts";
import { sampleEntry } from "./entries.ts";

const letterOf = (entry: OutboxEntry): DeadLetter => ({
	...entry,
	status: "invalid",
	detail: "label: must not be empty",
	diedAtMs: 5_000,
});

/**
 * What every store of an outbox promises.
 *
 * @param name of the store
 * @param open makes an empty one
 * @param isDurable whether it says that entries outlive a restart
 */
export function outboxStoreSuite(name: string, open: () => Promise<OutboxStore>, isDurable: boolean): void {
	describe(`${name} as a store of an outbox`, () => {
		test("gives back what was put, oldest first, and counts it", async () => {
			const store = await open();
			expect([await store.all(), await store.size()]).toEqual([[], 0]);
			for (const number of [3, 1, 2]) expect(await store.put(sampleEntry(number))).toBe(isDurable);
			expect(await store.all()).toEqual([1, 2, 3].map((number) => sampleEntry(number)));
			expect(await store.size()).toBe(3);
		});

		test("puts a newer entry in the place of an older one with its key", async () => {
			const store = await open();
			await store.put(sampleEntry(1));
			const newer = sampleEntry(1, { revision: "second", tries: 0 });
			await store.put(newer);
			expect(await store.all()).toEqual([newer]);
		});

		test("removes, changes and buries in one go", async () => {
			const store = await open();
			const [one, two, three] = [sampleEntry(1), sampleEntry(2), sampleEntry(3)];
			for (const entry of [one, two, three]) await store.put(entry);
			const later = { ...two, tries: 1, dueAtMs: 9_000 };
			await store.change([
				{ entry: one },
				{ entry: two, next: later },
				{ entry: three, dead: letterOf(three) },
			]);
			expect(await store.all()).toEqual([later]);
			expect(await store.deadLetters()).toEqual([letterOf(three)]);
		});

		test("leaves alone what has been replaced or removed since it was read", async () => {
			const store = await open();
			const read = sampleEntry(1);
			const newer = sampleEntry(1, { revision: "second" });
			await store.put(read);
			await store.put(newer);
			const gone = sampleEntry(2);
			await store.change([
				{ entry: read, dead: letterOf(read) },
				{ entry: gone, next: { ...gone, tries: 1 } },
			]);
			expect(await store.all()).toEqual([newer]);
			expect(await store.deadLetters()).toEqual([]);
		});

		test("keeps a bounded number of dead letters, the newest", async () => {
			const store = await open();
			const entries = Array.from({ length: maxDeadLetters + 5 }, (_, i) => sampleEntry(i));
			for (const entry of entries) await store.put(entry);
			await store.change(entries.map((entry) => ({ entry, dead: letterOf(entry) })));
			const letters = await store.deadLetters();
			expect(letters).toHaveLength(maxDeadLetters);
			expect([letters[0]?.key, letters.at(-1)?.key]).toEqual([entries[5]?.key, entries.at(-1)?.key]);
		});

		test("keeps its own copy: what it gave out can be changed without changing it", async () => {
			const store = await open();
			await store.put(sampleEntry(1));
			(await store.all()).pop();
			expect(await store.size()).toBe(1);
		});
	});
}
