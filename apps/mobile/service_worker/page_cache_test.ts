import { describe, expect, test } from "vitest";
import { createPageCache } from "./page_cache.ts";

const origin = "https://gateway.example";
const build = {
	id: "b",
	files: [
		{ path: "/", integrity: "sha256-page", isLater: false },
		{ path: "/assets/page-1.js", integrity: "sha256-script", isLater: false },
		{ path: "/assets/gpu-1.wasm", integrity: "sha256-gpu", isLater: true },
	],
};

/** The browser's caches, in memory. */
function memoryCaches(): CacheStorage & { paths(name: string): string[] } {
	const stored = new Map<string, Map<string, Response>>();
	const cacheOf = (name: string) => {
		const entries = stored.get(name) ?? new Map<string, Response>();
		stored.set(name, entries);
		return {
			match: async (path: string) => entries.get(path)?.clone(),
			put: async (path: string, response: Response) => void entries.set(path, response),
		};
	};
	const storage = {
		open: async (name: string) => cacheOf(name),
		keys: async () => [...stored.keys()],
		delete: async (name: string) => stored.delete(name),
		match: async (path: string) =>
			[...stored.values()]
				.find((entries) => entries.has(path))
				?.get(path)
				?.clone(),
		paths: (name: string) => [...(stored.get(name)?.keys() ?? [])].sort(),
	};
	return storage as unknown as ReturnType<typeof memoryCaches>;
}

/** A server that says which path was asked for; what it is asked is kept. */
function server() {
	const asked: [string, RequestInit | undefined][] = [];
	const send: typeof fetch = async (input, init) => {
		const { pathname } = new URL(input instanceof Request ? input.url : String(input));
		asked.push([pathname, init]);
		return new Response(pathname);
	};
	return { asked, send };
}

/** A request; a document's mode cannot be made, only had. */
function requestOf(path: string, { mode = "cors", method = "GET" } = {}): Request {
	const request = new Request(new URL(path, origin), { method });
	return Object.defineProperty(request, "mode", { value: mode });
}

function pageCache(caches = memoryCaches()) {
	const { asked, send } = server();
	return { asked, caches, cache: createPageCache({ build, origin, caches, fetch: send }) };
}

describe("fill()", () => {
	test("gets what an answer without a network needs, each file by its hash and from this very address", async () => {
		const { cache, caches, asked } = pageCache();
		await cache.fill();
		expect(caches.paths("mdi-page b")).toEqual(["/", "/assets/page-1.js"]);
		expect(asked).toEqual([
			["/", { integrity: "sha256-page", redirect: "error", cache: "no-cache" }],
			["/assets/page-1.js", { integrity: "sha256-script", redirect: "error", cache: "default" }],
		]);
	});

	test("takes from an older build what has the same name by its hash, and nothing else", async () => {
		const caches = memoryCaches();
		const older = await caches.open("mdi-page a");
		await older.put("/", new Response("older document"));
		await older.put("/assets/page-1.js", new Response("same script"));
		const { cache, asked } = pageCache(caches);
		await cache.fill();
		expect(asked.map(([path]) => path)).toEqual(["/"]);
		expect(await (await cache.answer(requestOf("/assets/page-1.js")))?.text()).toBe("same script");
	});

	test("fails as a whole where one file is not to be had", async () => {
		const failing: typeof fetch = async (input) => {
			if (String(input).endsWith(".js")) throw new TypeError("the hash is another");
			return new Response("page");
		};
		const cache = createPageCache({ build, origin, caches: memoryCaches(), fetch: failing });
		await expect(cache.fill()).rejects.toThrow("the hash is another");
	});
});

describe("answer()", () => {
	test("gives the document at its address, whatever settings that has", async () => {
		const { cache, asked } = pageCache();
		await cache.fill();
		asked.length = 0;
		for (const path of ["/", "/?sla=100", "/index.html"]) {
			expect(await (await cache.answer(requestOf(path, { mode: "navigate" })))?.text()).toBe("/");
		}
		expect(asked).toEqual([]);
	});

	test.each([
		["a picture that is sent", requestOf("/", { method: "POST" })],
		["the API", requestOf("/v1/tasks/characters")],
		["another page of the gateway", requestOf("/docs", { mode: "navigate" })],
		["a file of the page that is opened by itself", requestOf("/assets/page-1.js", { mode: "navigate" })],
		["a file of another build", requestOf("/assets/page-2.js")],
		["a file with a query", requestOf("/assets/page-1.js?v=2")],
		["another server", new Request("https://other.example/assets/page-1.js")],
	])("leaves %s to the network", (_, request) => {
		expect(pageCache().cache.answer(request)).toBeNull();
	});

	test("keeps a file that is not needed at once when it is first used, by its hash", async () => {
		const { cache, caches, asked } = pageCache();
		await cache.answer(requestOf("/assets/gpu-1.wasm"));
		await cache.answer(requestOf("/assets/gpu-1.wasm"));
		expect(asked).toMatchObject([["/assets/gpu-1.wasm", { integrity: "sha256-gpu" }]]);
		expect(caches.paths("mdi-page b")).toEqual(["/assets/gpu-1.wasm"]);
	});

	test("where the browser has thrown the document away, the server's own is given, and not kept as this build's", async () => {
		const { cache, caches } = pageCache();
		const response = await cache.answer(requestOf("/?sla=100", { mode: "navigate" }));
		expect(await response?.text()).toBe("/");
		expect(caches.paths("mdi-page b")).toEqual([]);
	});
});

test("dropOthers() leaves this build, and what is not the page's", async () => {
	const { cache, caches } = pageCache();
	await cache.fill();
	for (const name of ["mdi-page a", "mdi-models", "mdi-tasks"]) await caches.open(name);
	await cache.dropOthers();
	expect(await caches.keys()).toEqual(["mdi-page b", "mdi-models", "mdi-tasks"]);
});
