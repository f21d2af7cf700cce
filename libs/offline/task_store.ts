/** A task's description as the gateway gave it at an earlier time. */
export interface KeptTask {
	/** The JSON of it. */
	text: string;
	/** When it was kept, in milliseconds since 1970. */
	keptAtMs: number;
}

/** Keeps descriptions of tasks between visits, by their addresses. Nothing that it does fails: at worst it keeps nothing. */
export interface TaskStore {
	/** What is kept, or null. */
	read(url: string): Promise<KeptTask | null>;
	/** Keeps a description instead of an earlier one. */
	write(url: string, task: KeptTask): Promise<void>;
	/** Forgets a description. */
	remove(url: string): Promise<void>;
}

const keptAt = "mdi-kept-at";

/**
 * Keeps descriptions in the browser's Cache API, and nothing where there is none (plain HTTP, some private modes).
 *
 * @param name of the cache
 */
export function cacheTaskStore(name: string = "mdi-tasks"): TaskStore {
	return {
		async read(url) {
			try {
				const response = await (await caches.open(name)).match(url);
				if (response === undefined) return null;
				return { text: await response.text(), keptAtMs: Number(response.headers.get(keptAt)) };
			} catch {
				return null;
			}
		},
		async write(url, { text, keptAtMs }) {
			try {
				const headers = { "content-type": "application/json", [keptAt]: String(keptAtMs) };
				await (await caches.open(name)).put(url, new Response(text, { headers }));
			} catch {
				// No Cache API, or no room: the next visit without a network has no model.
			}
		},
		async remove(url) {
			try {
				await (await caches.open(name)).delete(url);
			} catch {
				// Without a Cache API there is nothing to forget.
			}
		},
	};
}
