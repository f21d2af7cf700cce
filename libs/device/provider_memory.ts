import type { Provider } from "./messages.ts";

/** Remembers between visits what computed a model best in this browser. Nothing that it does fails. */
export interface ProviderMemory {
	/** What was chosen, or null where nothing is known. */
	recall(key: string): Provider | null;
	/** Keeps a choice. */
	remember(key: string, provider: Provider): void;
}

const prefix = "mdi-provider:";

/** Remembers in the browser's local storage, and nothing where that is refused. */
export function storedProviderMemory(): ProviderMemory {
	return {
		recall(key) {
			try {
				const value = localStorage.getItem(prefix + key);
				return value === "wasm" || value === "webgpu" ? value : null;
			} catch {
				return null;
			}
		},
		remember(key, provider) {
			try {
				localStorage.setItem(prefix + key, provider);
			} catch {
				// Storage is refused or full: the next visit tries again.
			}
		},
	};
}
