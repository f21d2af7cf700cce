/** Keeps model files between visits, by their SHA-256. Nothing that it does fails: at worst it keeps nothing. */
export interface ModelStore {
	/** The file, or null where it is not kept. */
	read(sha256: string): Promise<ArrayBuffer | null>;
	/** Keeps a file, if there is room. */
	write(sha256: string, file: ArrayBuffer): Promise<void>;
	/** Forgets a file. */
	remove(sha256: string): Promise<void>;
	/** Forgets all files but these. */
	keepOnly(sha256s: readonly string[]): Promise<void>;
}

/**
 * Keeps model files in the browser's Cache API. Where there is none (plain HTTP, some private modes) or no room is left,
 * it keeps nothing, and the model lives in memory alone.
 *
 * @param name of the cache
 *
 * @example
 * ```ts
 * import { cacheModelStore } from "@mdinference/device";
 *
 * const store = cacheModelStore();
 * if ((await store.read("0".repeat(64))) !== null) throw new Error("nothing was kept yet");
 * ```
 */
export function cacheModelStore(name: string = "mdi-models"): ModelStore {
	const key = (sha256: string) => `/mdi-models/${sha256}.onnx`;
	const using = async <T>(use: (cache: Cache) => Promise<T>, otherwise: T): Promise<T> => {
		try {
			return await use(await caches.open(name));
		} catch {
			// No Cache API, or it refuses: a ReferenceError, SecurityError or QuotaExceededError, by browser and mode.
			return otherwise;
		}
	};
	return {
		read: (sha256) =>
			using(async (cache) => (await (await cache.match(key(sha256)))?.arrayBuffer()) ?? null, null),
		write: (sha256, file) => using((cache) => cache.put(key(sha256), new Response(file)), undefined),
		remove: (sha256) =>
			using(async (cache) => {
				await cache.delete(key(sha256));
			}, undefined),
		keepOnly: (sha256s) =>
			using(async (cache) => {
				const kept = new Set(sha256s.map(key));
				for (const request of await cache.keys()) {
					if (!kept.has(new URL(request.url).pathname)) await cache.delete(request);
				}
			}, undefined),
	};
}
