import type { OutboxStore } from "@mdinference/client";

/** Asks the browser to wake the service worker, once there is a network. Nothing that it does fails. */
export type RequestSync = () => void;

/** A page's registration, where the browser has background sync, which TypeScript does not know. */
interface SyncingRegistration {
	sync?: { register(tag: string): Promise<void> };
}

const prefix = "mdinference outbox ";

/** The gateway that a wake-up of the service worker is about, or null where it is about something else. */
export function gatewayOfSync(tag: string): string | null {
	return tag.startsWith(prefix) ? tag.slice(prefix.length) : null;
}

/**
 * Asks for a wake-up of the page's service worker, in which a gateway's outbox is to be sent: soon, if there is a
 * network, else as soon as there is one, even if no page is open by then. Does nothing where the browser cannot.
 *
 * @param gateway base URL of the gateway
 * @param workers of the browser; null where it has none. Default: `navigator.serviceWorker`
 */
export function requestSync(
	gateway: string,
	workers: Pick<ServiceWorkerContainer, "ready"> | null = navigator.serviceWorker ?? null,
): RequestSync {
	let registration: SyncingRegistration | null = null;
	void workers?.ready.then((ready) => {
		registration = ready as SyncingRegistration;
	});
	return () => void registration?.sync?.register(prefix + gateway).catch(() => undefined);
}

/** What tells that nobody looks at the page any more, and whether there is a network. */
export interface PageState {
	/** Whether the browser believes that there is a network. */
	isOnline(): boolean;
	/** Whether the page is hidden. */
	isHidden(): boolean;
	/** Calls back when the page is hidden, which is the last that many pages hear. */
	onHidden(listener: () => void): void;
}

const thisPage: PageState = {
	isOnline: () => navigator.onLine,
	isHidden: () => document.visibilityState === "hidden",
	onHidden: (listener) =>
		document.addEventListener("visibilitychange", () => {
			if (thisPage.isHidden()) listener();
		}),
};

/**
 * The same store, for which a background sync is requested where the page itself may not get to send what waits: when
 * an entry is put without a network or on a hidden page, and when the page is hidden while some wait. A page that is looked at sends by
 * itself, and wakes nobody.
 *
 * @param store of an outbox
 * @param request asks for the wake-up
 * @param page that uses the store. Default: this one
 */
export function syncedStore(
	store: OutboxStore,
	request: RequestSync,
	page: PageState = thisPage,
): OutboxStore {
	let isWaiting = false;
	page.onHidden(() => {
		if (isWaiting) request();
	});
	return {
		...store,
		async put(entry) {
			isWaiting = true;
			const isDurable = await store.put(entry);
			// What was read meanwhile may have been read before.
			isWaiting = true;
			if (!page.isOnline() || page.isHidden()) request();
			return isDurable;
		},
		async all() {
			const entries = await store.all();
			isWaiting = entries.length > 0;
			return entries;
		},
	};
}
