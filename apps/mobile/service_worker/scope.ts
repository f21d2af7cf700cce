/** An event that the browser keeps the worker alive for. */
export interface ExtendableEvent extends Event {
	/** Until this is settled; where it rejects, what the event is about has failed. */
	waitUntil(work: Promise<unknown>): void;
}

/** The worker is being installed. */
export interface InstallEvent extends ExtendableEvent {
	/** Says what goes past the worker (Chrome 123 and later). */
	addRoutes?(rule: { condition: { urlPattern: string }; source: "network" }): Promise<void>;
}

/** A page asks for something. */
export interface FetchEvent extends ExtendableEvent {
	/** What it asks for. */
	readonly request: Request;
	/** Answers in the network's place. */
	respondWith(response: Promise<Response>): void;
}

/** There is a network, and somebody wanted to know (Background Sync). */
export interface SyncEvent extends ExtendableEvent {
	/** What for. */
	readonly tag: string;
}

/**
 * The part of `ServiceWorkerGlobalScope` that is used here. TypeScript has its types only in a library that excludes
 * the DOM's, and background sync and routes not even there.
 */
export interface ServiceWorkerScope {
	/** The worker's pages. */
	readonly clients: { claim(): Promise<void> };
	/** Takes the place of an older worker without waiting for its pages to close. */
	skipWaiting(): Promise<void>;
	/** Listens. */
	addEventListener(type: "install", listener: (event: InstallEvent) => void): void;
	addEventListener(type: "activate", listener: (event: ExtendableEvent) => void): void;
	addEventListener(type: "fetch", listener: (event: FetchEvent) => void): void;
	addEventListener(type: "sync", listener: (event: SyncEvent) => void): void;
	addEventListener(type: "message", listener: (event: MessageEvent) => void): void;
}
