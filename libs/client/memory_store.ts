import {
	type DeadLetter,
	type EntryChange,
	maxDeadLetters,
	type OutboxEntry,
	type OutboxStore,
} from "./outbox_store.ts";

/**
 * A store that lasts as long as the process: for Node, for private windows, for tests.
 *
 * @example
 * ```ts
 * import { memoryStore } from "@mdinference/client";
 *
 * const store = memoryStore();
 * if ((await store.size()) !== 0) throw new Error("it starts empty");
 * ```
 */
export function memoryStore(): OutboxStore {
	const entries = new Map<string, OutboxEntry>();
	let dead: DeadLetter[] = [];

	function apply({ entry, next, dead: letter }: EntryChange): void {
		if (entries.get(entry.key)?.revision !== entry.revision) return;
		if (next) entries.set(next.key, next);
		else entries.delete(entry.key);
		if (letter) dead = [...dead, letter].slice(-maxDeadLetters);
	}

	return {
		async put(entry) {
			entries.set(entry.key, entry);
			return false;
		},
		async all() {
			return [...entries.values()].sort((a, b) => a.addedAtMs - b.addedAtMs);
		},
		async size() {
			return entries.size;
		},
		async change(changes) {
			for (const change of changes) apply(change);
		},
		async deadLetters() {
			return [...dead];
		},
	};
}
