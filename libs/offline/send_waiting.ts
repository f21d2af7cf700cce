import { createOutbox, type Lock, type Peers } from "@mdinference/client";
import { indexedDbStore } from "./indexed_db_store.ts";
import { tabLock } from "./tab_lock.ts";
import { tabPeers } from "./tab_peers.ts";

/** Entries still wait: the wake-up has failed, and the browser is to try again. */
export class StillWaitingError extends Error {
	/** Name of this class. */
	override readonly name: string = "StillWaitingError";
	/** How many. */
	readonly waiting: number;

	/** Says how many. */
	constructor(waiting: number) {
		super(`${waiting} entries of the outbox could not be sent yet.`);
		this.waiting = waiting;
	}
}

/** How to send. */
export interface SendWaitingOptions {
	/** Keeps pages from sending at the same time. Default: {@link tabLock}. */
	lock?: Lock;
	/** Pages that are to know what was sent. Default: {@link tabPeers}. */
	peers?: Peers;
	/** Sends the batches. Default: the global one. */
	fetch?: typeof fetch;
}

/**
 * Sends what pages have left in a gateway's outbox, from a service worker that was woken for it; unless a page does so
 * just now.
 *
 * @param gateway base URL of the gateway
 * @param options replace what the browser has
 * @throws {StillWaitingError} where something is left
 */
export async function sendWaiting(gateway: string, options: SendWaitingOptions = {}): Promise<void> {
	const { lock = tabLock(gateway), peers = tabPeers(gateway) } = options;
	const outbox = createOutbox({ ...options, gateway, lock, peers, store: indexedDbStore(gateway) });
	try {
		await outbox.flush();
		const waiting = await outbox.waiting();
		if (waiting > 0) throw new StillWaitingError(waiting);
	} finally {
		outbox.close();
	}
}
