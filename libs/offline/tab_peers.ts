import type { Peers } from "@mdinference/client";

/** What connects the tabs of an origin; `BroadcastChannel` is one. */
export type Channels = new (name: string) => Pick<BroadcastChannel, "postMessage" | "onmessage" | "close">;

/**
 * Lets the tabs and the service worker of an origin tell each other what they have delivered to a gateway, so that each
 * page can show it, whoever was there to send. Where the browser has no channels nobody hears of the others, nor where it has no
 * locks: there two may send the same, and each would count it for both.
 *
 * @param gateway base URL of the gateway
 * @param channels of the browser; null where it has none. Default: `BroadcastChannel`, beside `navigator.locks`
 *
 * @example
 * ```ts
 * import { tabPeers } from "@mdinference/offline";
 *
 * const heard = new Promise<number>((hear) => {
 * 	const page = tabPeers("https://gateway.example")((delivered) => {
 * 		page.leave();
 * 		hear(delivered);
 * 	});
 * });
 * const worker = tabPeers("https://gateway.example")(() => undefined);
 * worker.tell(2);
 * worker.leave();
 * if ((await heard) !== 2) throw new Error("the page knows what the worker has sent");
 * ```
 */
export function tabPeers(
	gateway: string,
	channels: Channels | null = (globalThis.navigator?.locks && globalThis.BroadcastChannel) ?? null,
): Peers {
	return (hear) => {
		if (channels === null) return { tell: () => undefined, leave: () => undefined };
		const channel = new channels(`mdinference outbox ${gateway}`);
		let isOpen = true;
		channel.onmessage = ({ data }) => {
			if (Number.isInteger(data)) hear(data);
		};
		return {
			tell(delivered) {
				// Who closes an outbox while it sends hears of the answer afterwards.
				if (isOpen) channel.postMessage(delivered);
			},
			leave() {
				isOpen = false;
				channel.close();
			},
		};
	};
}
