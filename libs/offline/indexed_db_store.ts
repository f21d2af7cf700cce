import {
	type DeadLetter,
	type EntryChange,
	maxDeadLetters,
	type OutboxEntry,
	type OutboxStore,
} from "@mdinference/client";
import { type DBSchema, type IDBPDatabase, openDB } from "idb";

interface OutboxSchema extends DBSchema {
	/** By their keys, so that a newer entry takes an older one's place. */
	entries: { key: string; value: OutboxEntry };
	/** In the order in which they were given up. */
	dead: { key: number; value: DeadLetter };
}

/**
 * A store of an outbox in IndexedDB, one for each gateway. It is opened with its first use, and opened again where the
 * browser has closed it; while that fails, its calls reject.
 *
 * @param gateway base URL of the gateway that the entries are for
 *
 * @example
 * ```ts
 * import { createOutbox } from "@mdinference/client";
 * import { indexedDbStore, pageWakeups, tabLock } from "@mdinference/offline";
 *
 * const outbox = createOutbox({
 * 	gateway: "",
 * 	store: indexedDbStore(""),
 * 	lock: tabLock(""),
 * 	wakeups: pageWakeups,
 * });
 * ```
 */
export function indexedDbStore(gateway: string): OutboxStore {
	let opening: Promise<IDBPDatabase<OutboxSchema>> | null = null;

	function forget(): void {
		opening = null;
	}

	function open(): Promise<IDBPDatabase<OutboxSchema>> {
		opening ??= openDB<OutboxSchema>(`mdinference outbox ${gateway}`, 1, {
			upgrade(database) {
				database.createObjectStore("entries", { keyPath: "key" });
				database.createObjectStore("dead", { autoIncrement: true });
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

	return {
		async put(entry) {
			const database = await open();
			await database.put("entries", entry);
			return true;
		},
		async all() {
			const entries = await (await open()).getAll("entries");
			return entries.sort((a, b) => a.addedAtMs - b.addedAtMs);
		},
		async size() {
			return (await open()).count("entries");
		},
		async change(changes) {
			const transaction = (await open()).transaction(["entries", "dead"], "readwrite");
			const entries = transaction.objectStore("entries");
			const dead = transaction.objectStore("dead");
			const apply = async ({ entry, next, dead: letter }: EntryChange) => {
				if ((await entries.get(entry.key))?.revision !== entry.revision) return;
				if (next) await entries.put(next);
				else await entries.delete(entry.key);
				if (letter) await dead.add(letter);
			};
			try {
				for (const change of changes) await apply(change);
				const keys = await dead.getAllKeys();
				for (const key of keys.slice(0, Math.max(0, keys.length - maxDeadLetters))) await dead.delete(key);
				await transaction.done;
			} catch (error) {
				// What was written before an error that is not the database's own would be kept.
				transaction.done.catch(() => undefined);
				abort(transaction);
				throw error;
			}
		},
		async deadLetters() {
			return (await open()).getAll("dead");
		},
	};
}

function abort(transaction: { abort(): void }): void {
	try {
		transaction.abort();
	} catch {
		// It has ended already, by that error.
	}
}
