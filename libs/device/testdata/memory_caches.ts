const origin = "https://phone.example";

/** A browser's caches, in memory, as far as a model store uses them. */
export function memoryCaches(): CacheStorage {
	const stored = new Map<string, Map<string, Response>>();
	const urlOf = (request: string | Request) =>
		new URL(typeof request === "string" ? request : request.url, origin).href;
	const storage = {
		open: async (name: string) => {
			const entries = stored.get(name) ?? new Map<string, Response>();
			stored.set(name, entries);
			return {
				match: async (request: string) => entries.get(urlOf(request))?.clone(),
				put: async (request: string, response: Response) => void entries.set(urlOf(request), response),
				delete: async (request: string | Request) => entries.delete(urlOf(request)),
				keys: async () => [...entries.keys()].map((url) => ({ url })),
			};
		},
	};
	return storage as unknown as CacheStorage;
}
