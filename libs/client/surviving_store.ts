import { type DeadLetter, maxDeadLetters, type OutboxEntry, type OutboxStore } from "./outbox_store.ts";

/**
 * A store whose entries are kept in memory while the storage behind it fails (quota exceeded, a private window, a
 * database that another tab blocks), and moved there once it works again. Putting and reading never reject.
 *
 * @param storage that may fail
 */
export function survivingStore(storage: OutboxStore): OutboxStore {
	const unsaved = new Map<string, OutboxEntry>();
	let dead: DeadLetter[] = [];

	async function save(): Promise<void> {
		for (const entry of [...unsaved.values()]) {
			// A newer one may have come meanwhile, and must not be put back to this one.
			if (unsaved.get(entry.key) !== entry) continue;
			await storage.put(entry);
			if (unsaved.get(entry.key) === entry) unsaved.delete(entry.key);
		}
	}

	return {
		async put(entry) {
			unsaved.delete(entry.key);
			try {
				return await storage.put(entry);
			} catch {
				unsaved.set(entry.key, entry);
				return false;
			}
		},
		async all() {
			try {
				await save();
				return await storage.all();
			} catch {
				return [...unsaved.values()].sort((a, b) => a.addedAtMs - b.addedAtMs);
			}
		},
		async size() {
			return unsaved.size + (await storage.size().catch(() => 0));
		},
		async change(changes) {
			const isUnsaved = ({ key, revision }: OutboxEntry) => unsaved.get(key)?.revision === revision;
			const saved = changes.filter(({ entry }) => !isUnsaved(entry));
			if (saved.length > 0) await storage.change(saved);
			for (const { entry, next, dead: letter } of changes) {
				if (!isUnsaved(entry)) continue;
				if (next) unsaved.set(next.key, next);
				else unsaved.delete(entry.key);
				if (letter) dead = [...dead, letter].slice(-maxDeadLetters);
			}
		},
		async deadLetters() {
			const saved = await storage.deadLetters().catch(() => []);
			return [...saved, ...dead].slice(-maxDeadLetters);
		},
	};
}
