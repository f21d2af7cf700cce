/** A new version of the page, when there is one. */
export interface PageUpdates {
	/** Whether one is here and waits until somebody wants it. */
	readonly isReady: boolean;
	/** Whether the browser refuses to keep this page, as it does where it does not trust the page's certificate. */
	readonly isRefused: boolean;
	/** Calls back whenever one of these changes; gives what ends that. */
	subscribe(listener: () => void): () => void;
	/** Goes over to it: every tab is loaded anew. */
	accept(): void;
}

/** What the watch needs of the browser. */
export interface PageUpdatesOptions {
	/** Where the worker is registered; absent where the browser has none: over plain HTTP, in some private windows. */
	workers?: ServiceWorkerContainer | undefined;
	/** Loads the page anew. Default: `location.reload`. */
	reload?: () => void;
}

/**
 * Registers the service worker, once the page has loaded, and watches for newer ones. A newer one has all its files when
 * it is ready, and waits: this page goes on with its own files and its own worker until somebody accepts. Browsers look
 * for a newer one whenever the page is opened; for pages that stay open, this looks when they are shown again.
 */
export function watchPageUpdates(options: PageUpdatesOptions): PageUpdates {
	const { workers, reload = () => location.reload() } = options;
	const listeners = new Set<() => void>();
	let registration: ServiceWorkerRegistration | null = null;
	let isRefused = false;
	let isControlled = Boolean(workers?.controller);

	function tell(): void {
		for (const listener of listeners) listener();
	}

	async function register(container: ServiceWorkerContainer): Promise<void> {
		if (document.readyState !== "complete") {
			await new Promise((resolve) => addEventListener("load", resolve, { once: true }));
		}
		const registered = await container.register("/service_worker.js", { updateViaCache: "none" });
		registration = registered;
		// A page that was loaded past its worker: it has none, but the next one takes it over with all others.
		if (registered.active?.state === "activated") isControlled = true;
		const follow = () => registered.installing?.addEventListener("statechange", tell);
		registered.addEventListener("updatefound", follow);
		follow();
		tell();
		const look = () => {
			if (document.visibilityState === "visible") void registered.update().catch(() => undefined);
		};
		document.addEventListener("visibilitychange", look);
		addEventListener("online", look);
		// An installed page is there to stay, and so is what it keeps.
		if (matchMedia("(display-mode: standalone)").matches) await navigator.storage.persist();
	}

	workers?.addEventListener("controllerchange", () => {
		// The first worker takes over a page whose files it has; a later one does so when somebody has accepted it.
		if (isControlled) reload();
		isControlled = true;
	});
	if (workers) {
		register(workers).catch((error: unknown) => {
			isRefused = error instanceof DOMException && error.name === "SecurityError";
			tell();
		});
	}

	return {
		get isReady() {
			return registration?.active != null && registration.waiting !== null;
		},
		get isRefused() {
			return isRefused;
		},
		subscribe(listener) {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
		accept() {
			if (registration?.waiting) registration.waiting.postMessage("take-over");
			else reload();
		},
	};
}

/** Which build of the page this document belongs to; null where it was not built. */
export function pageBuild(page: Document = document): string | null {
	return page.querySelector<HTMLMetaElement>('meta[name="mdi-build"]')?.content ?? null;
}
