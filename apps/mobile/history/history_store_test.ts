import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { sampleEntry } from "../testdata/sample_entry.ts";
import { createHistoryStore } from "./history_store.ts";

beforeEach(() => {
	vi.stubGlobal("indexedDB", new IDBFactory());
});
afterEach(() => {
	vi.unstubAllGlobals();
});

const entryAt = (askedAtMs: number) => sampleEntry({ id: `request ${askedAtMs}`, askedAtMs });

describe("a history", () => {
	test("is there at the next visit, newest first", async () => {
		const store = createHistoryStore({ task: "characters" });
		for (const askedAtMs of [2, 3, 1]) await store.add(entryAt(askedAtMs));
		const next = await createHistoryStore({ task: "characters" }).all();
		expect(next).toEqual({ entries: [entryAt(3), entryAt(2), entryAt(1)], isKept: true });
	});

	test("keeps no more than it may, and lets the oldest go", async () => {
		const store = createHistoryStore({ task: "characters", limit: 2 });
		await Promise.all([4, 1, 3, 2].map((askedAtMs) => store.add(entryAt(askedAtMs))));
		expect((await store.all()).entries).toEqual([entryAt(4), entryAt(3)]);
	});

	test("keeps what was said of an answer, and nothing of an answer that it does not have", async () => {
		const store = createHistoryStore({ task: "characters" });
		await store.add(entryAt(1));
		await store.judge("request 1", { label: "7" });
		await store.judge("request 2", { correct: true });
		expect((await store.all()).entries).toEqual([{ ...entryAt(1), judgement: { label: "7" } }]);
	});

	test("of one task is not that of another", async () => {
		await createHistoryStore({ task: "characters" }).add(entryAt(1));
		expect((await createHistoryStore({ task: "birds" }).all()).entries).toEqual([]);
	});

	test("is forgotten when somebody says so", async () => {
		const store = createHistoryStore({ task: "characters" });
		await store.add(entryAt(1));
		await store.clear();
		expect((await createHistoryStore({ task: "characters" }).all()).entries).toEqual([]);
	});
});

test("where the browser refuses its database, the history lasts until the page is closed, and says so", async () => {
	vi.stubGlobal("indexedDB", {
		open() {
			throw new DOMException("The operation is insecure.", "SecurityError");
		},
	});
	const store = createHistoryStore({ task: "characters" });
	await store.add(entryAt(1));
	await store.judge("request 1", { correct: true });
	expect(await store.all()).toEqual({
		entries: [{ ...entryAt(1), judgement: { correct: true } }],
		isKept: false,
	});
	await store.clear();
	expect((await store.all()).entries).toEqual([]);
});
