import type { Judgement } from "@mdinference/client";
import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import type { HistoryEntry } from "./history_entry.ts";

interface HistorySchema extends DBSchema {
	entries: { key: string; value: HistoryEntry; indexes: { askedAtMs: number } };
}

/** What a history store is made of. */
export interface HistoryStoreOptions {
	/** The task that the questions were of. */
	task: string;
	/** Most entries that are kept; the oldest go first. Default: 500, with pictures of 2 kB about 1 MB. */
	limit?: number;
}

/** Keeps the history on this device. Nothing that it does rejects: what the browser refuses lasts until the page is closed. */
export interface HistoryStore {
	/** Keeps an entry. */
	add(entry: HistoryEntry): Promise<void>;
	/** Keeps what somebody said of an answer. */
	judge(id: string, judgement: Judgement): Promise<void>;
	/** All entries, newest first, and whether they outlive the page. */
	all(): Promise<{ entries: HistoryEntry[]; isKept: boolean }>;
	/** Forgets everything. */
	clear(): Promise<void>;
}

/** A history in IndexedDB, one for each task. */
export function createHistoryStore({ task, limit = 500 }: HistoryStoreOptions): HistoryStore {
	const unkept = new Map<string, HistoryEntry>();
	let opening: Promise<IDBPDatabase<HistorySchema>> | null = null;

	function forget(): void {
		opening = null;
	}

	/** Rejects, where some browsers throw. */
	async function open(): Promise<IDBPDatabase<HistorySchema>> {
		opening ??= openDB<HistorySchema>(`mdinference history ${task}`, 1, {
			upgrade(database) {
				database.createObjectStore("entries", { keyPath: "id" }).createIndex("askedAtMs", "askedAtMs");
			},
			// A later version of the page waits for this one to let go.
			blocking: (_current, _blocked, event) => {
				(event.target as IDBDatabase).close();
				forget();
			},
			terminated: forget,
		});
		opening.catch(forget);
		return opening;
	}

	async function dropOldest(database: IDBPDatabase<HistorySchema>): Promise<void> {
		const transaction = database.transaction("entries", "readwrite");
		const keys = await transaction.store.index("askedAtMs").getAllKeys();
		for (const key of keys.slice(0, Math.max(0, keys.length - limit))) await transaction.store.delete(key);
		await transaction.done;
	}

	return {
		async add(entry) {
			try {
				const database = await open();
				await database.put("entries", entry);
				await dropOldest(database);
			} catch {
				unkept.set(entry.id, entry);
			}
		},
		async judge(id, judgement) {
			const entry = unkept.get(id);
			if (entry) unkept.set(id, { ...entry, judgement });
			try {
				const transaction = (await open()).transaction("entries", "readwrite");
				const kept = await transaction.store.get(id);
				if (kept) await transaction.store.put({ ...kept, judgement });
				await transaction.done;
			} catch {
				// The gateway has the label by way of the outbox; the history lacks it.
			}
		},
		async all() {
			const kept = await open()
				.then((database) => database.getAll("entries"))
				.catch(() => null);
			const entries = [...(kept ?? []), ...unkept.values()].sort((a, b) => b.askedAtMs - a.askedAtMs);
			return { entries, isKept: kept !== null && unkept.size === 0 };
		},
		async clear() {
			unkept.clear();
			await open()
				.then((database) => database.clear("entries"))
				.catch(() => undefined);
		},
	};
}
