import { gatewayOfSync, sendWaiting } from "@mdinference/offline";
import type { PageBuild } from "./page_build.ts";
import { createPageCache } from "./page_cache.ts";
import type { ServiceWorkerScope } from "./scope.ts";

/** Put here by the build. */
declare const __PAGE_BUILD__: PageBuild;

const scope = self as unknown as ServiceWorkerScope;
const cache = createPageCache({ build: __PAGE_BUILD__, origin: location.origin, caches });

scope.addEventListener("install", (event) => {
	event.waitUntil(cache.fill());
	// A request to the gateway has a deadline, and need not wait until this worker is awake to say that it does nothing.
	event.addRoutes?.({ condition: { urlPattern: "/v1/*" }, source: "network" }).catch(() => undefined);
});

scope.addEventListener("activate", (event) => {
	event.waitUntil(cache.dropOthers().then(() => scope.clients.claim()));
});

scope.addEventListener("fetch", (event) => {
	const response = cache.answer(event.request);
	if (response !== null) event.respondWith(response);
});

// Only when somebody has said so in a page: until then pages of the older build have the older worker.
scope.addEventListener("message", ({ data }) => {
	if (data === "take-over") void scope.skipWaiting();
});

scope.addEventListener("sync", (event) => {
	const gateway = gatewayOfSync(event.tag);
	if (gateway !== null) event.waitUntil(sendWaiting(gateway));
});
