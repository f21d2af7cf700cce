import type { Lock } from "@mdinference/client";

/** What grants locks across the tabs of an origin; `navigator.locks` does. */
export type Locks = Pick<LockManager, "request">;

/**
 * Lets one tab at a time send what waits for a gateway. Where there are no locks (a page that came over plain HTTP, an
 * old browser), every tab may: the gateway takes the same item twice as once.
 *
 * @param gateway base URL of the gateway
 * @param locks of the browser; null where it has none. Default: `navigator.locks`
 */
export function tabLock(gateway: string, locks: Locks | null = navigator.locks ?? null): Lock {
	return async (task) => {
		if (locks === null) {
			await task();
			return true;
		}
		return locks.request(`mdinference outbox ${gateway}`, { ifAvailable: true }, async (lock) => {
			if (lock === null) return false;
			await task();
			return true;
		});
	};
}
