import type { Page } from "playwright-core";

/** What a page registers for its gateway's outbox. */
export const tagOfSync = "mdinference outbox ";

/**
 * Wakes the service worker of an origin for its gateway's outbox. The browser does so by itself when the network is back,
 * and where that failed again some minutes later.
 *
 * @param page any page of the profile
 * @param origin whose service worker is meant
 */
export async function syncWaker(page: Page, origin: string): Promise<() => Promise<void>> {
	const cdp = await page.context().newCDPSession(page);
	const registered = new Promise<string>((resolve) => {
		cdp.on("ServiceWorker.workerRegistrationUpdated", ({ registrations }) => {
			const ours = registrations.find(({ scopeURL }) => scopeURL.startsWith(`${origin}/`));
			if (ours) resolve(ours.registrationId);
		});
	});
	await cdp.send("ServiceWorker.enable");
	const registrationId = await registered;
	const event = { origin, registrationId, tag: tagOfSync, lastChance: false };
	return async () => {
		await cdp.send("ServiceWorker.dispatchSyncEvent", event);
	};
}
