import type { PageBuild, PageFile } from "./page_build.ts";

/** What a page cache is made of. */
export interface PageCacheOptions {
	/** The build whose files it keeps. */
	build: PageBuild;
	/** The origin that serves them. */
	origin: string;
	/** Where they are kept; `caches` of a service worker. */
	caches: CacheStorage;
	/** Gets them. Default: the global one. */
	fetch?: typeof fetch;
}

/** The files of one build of the page, kept in the browser. */
export interface PageCache {
	/**
	 * Gets and keeps all files that an answer without a network needs. Rejects where one cannot be got, or is not the
	 * one of this build: then the build as a whole is not to be used.
	 */
	fill(): Promise<void>;
	/** The answer to a request, or null where it is none for a file of this build. */
	answer(request: Request): Promise<Response> | null;
	/** Forgets all other builds. */
	dropOthers(): Promise<void>;
}

const prefix = "mdi-page ";
/** Names with a hash in them: what is there never changes. */
const hashed = /^\/assets\//;

/**
 * Keeps the files of one build. A file gets in only with the content that the build has given it, so neither a captive
 * portal's page nor the file of another build can.
 */
export function createPageCache(options: PageCacheOptions): PageCache {
	const { build, origin, caches, fetch: send = (...request) => fetch(...request) } = options;
	const name = prefix + build.id;
	const files = new Map(build.files.map((file) => [file.path, file]));

	function get({ path, integrity }: PageFile): Promise<Response> {
		const cache = hashed.test(path) ? "default" : "no-cache";
		return send(new URL(path, origin), { integrity, redirect: "error", cache });
	}

	async function keep(cache: Cache, file: PageFile): Promise<void> {
		if (await cache.match(file.path)) return;
		const known = hashed.test(file.path) ? await caches.match(file.path) : undefined;
		await cache.put(file.path, known ?? (await get(file)));
	}

	async function answerWith(file: PageFile, request: Request): Promise<Response> {
		const cache = await caches.open(name);
		const kept = await cache.match(file.path);
		if (kept) return kept;
		// The browser has thrown the document away: whatever the server has now brings its own files.
		if (request.mode === "navigate") return send(request);
		const response = await get(file);
		await cache.put(file.path, response.clone()).catch(() => undefined);
		return response;
	}

	return {
		async fill() {
			const cache = await caches.open(name);
			await Promise.all(build.files.filter(({ isLater }) => !isLater).map((file) => keep(cache, file)));
		},
		answer(request) {
			const url = new URL(request.url);
			if (request.method !== "GET" || url.origin !== origin) return null;
			const isDocument = request.mode === "navigate";
			// Settings in the document's address are for the page; any other file has none.
			if (!isDocument && url.search !== "") return null;
			const path = isDocument && url.pathname === "/index.html" ? "/" : url.pathname;
			const file = isDocument && path !== "/" ? undefined : files.get(path);
			return file === undefined ? null : answerWith(file, request);
		},
		async dropOthers() {
			const names = await caches.keys();
			const others = names.filter((other) => other.startsWith(prefix) && other !== name);
			await Promise.all(others.map((other) => caches.delete(other)));
		},
	};
}
