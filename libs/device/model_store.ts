/**
 * Keeps model files between visits, by their SHA-256. A store belongs to one family of models, since that has all files
 * removed which are not its own. Nothing that it does fails: at worst it keeps nothing.
 */
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

const cacheName = "mdi-models";

/** Earlier versions of this page kept the files of all families here, without a folder of their own. */
const sharedFolder = "/mdi-models/";

/**
 * Keeps the model files of one family in the browser's Cache API. Where there is none (plain HTTP, some private modes) or
 * no room is left, it keeps nothing, and the model lives in memory alone.
 *
 * @param family whose files these are: those of others in the same browser are left alone
 *
 * @example
 * ```ts
 * import { cacheModelStore } from "@mdinference/device";
 *
 * const store = cacheModelStore("characters");
 * if ((await store.read("0".repeat(64))) !== null) throw new Error("nothing was kept yet");
 * ```
 */
export function cacheModelStore(family: string): ModelStore {
	const folder = `${sharedFolder}${encodeURIComponent(family)}/`;
	const key = (sha256: string) => `${folder}${sha256}.onnx`;
	const sharedKey = (sha256: string) => `${sharedFolder}${sha256}.onnx`;
	const using = async <T>(use: (cache: Cache) => Promise<T>, otherwise: T): Promise<T> => {
		try {
			return await use(await caches.open(cacheName));
		} catch {
			// No Cache API, or it refuses: a ReferenceError, SecurityError or QuotaExceededError, by browser and mode.
			return otherwise;
		}
	};

	/** Takes a file that an earlier version has kept into this family's folder; at each moment it is in one of the two. */
	async function adopt(cache: Cache, sha256: string): Promise<void> {
		const shared = await cache.match(sharedKey(sha256));
		if (shared === undefined) return;
		await cache.put(key(sha256), shared);
		await cache.delete(sharedKey(sha256));
	}

	return {
		read: (sha256) =>
			using(async (cache) => {
				// Looked for here once more, for it may have been adopted between the first look and the second.
				const kept =
					(await cache.match(key(sha256))) ??
					(await cache.match(sharedKey(sha256))) ??
					(await cache.match(key(sha256)));
				return (await kept?.arrayBuffer()) ?? null;
			}, null),
		write: (sha256, file) => using((cache) => cache.put(key(sha256), new Response(file)), undefined),
		remove: (sha256) =>
			using(async (cache) => {
				await cache.delete(sharedKey(sha256));
				await cache.delete(key(sha256));
			}, undefined),
		keepOnly: (sha256s) =>
			using(async (cache) => {
				const kept = new Set(sha256s.flatMap((sha256) => [key(sha256), sharedKey(sha256)]));
				for (const request of await cache.keys()) {
					const { pathname } = new URL(request.url);
					const isShared = !pathname.slice(sharedFolder.length).includes("/");
					if ((isShared || pathname.startsWith(folder)) && !kept.has(pathname)) await cache.delete(request);
				}
				// Last, for it needs room; where there is none the file stays where it is, and is read there.
				for (const sha256 of sha256s) await adopt(cache, sha256);
			}, undefined),
	};
}
