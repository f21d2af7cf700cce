import { expect, test } from "vitest";
import { type Channels, tabPeers } from "./tab_peers.ts";

/** Channels as a browser has them, but what is posted arrives at once. */
function browserChannels(): Channels {
	const open = new Set<Channel>();
	class Channel {
		onmessage: BroadcastChannel["onmessage"] = null;
		readonly #name: string;
		constructor(name: string) {
			this.#name = name;
			open.add(this);
		}
		postMessage(data: unknown): void {
			if (!open.has(this)) throw new DOMException("closed", "InvalidStateError");
			for (const other of open) {
				if (other !== this && other.#name === this.#name)
					other.onmessage?.call(other as never, { data } as MessageEvent);
			}
		}
		close(): void {
			open.delete(this);
		}
	}
	return Channel;
}

test("what one delivers to a gateway, all others hear until they leave, and nobody hears himself", () => {
	const channels = browserChannels();
	const heard: string[] = [];
	const join = (name: string, gateway: string) =>
		tabPeers(gateway, channels)((delivered) => heard.push(`${name} ${delivered}`));
	const worker = join("worker", "");
	const page = join("page", "");
	const tab = join("tab", "");
	join("stranger", "https://other.example");
	worker.tell(2);
	expect(heard.splice(0)).toEqual(["page 2", "tab 2"]);
	tab.leave();
	tab.tell(7);
	page.tell(1);
	expect(heard).toEqual(["worker 1"]);
});

test("what is no number of entries is not heard", () => {
	const channels = browserChannels();
	const heard: number[] = [];
	tabPeers("", channels)((delivered) => heard.push(delivered));
	const channel = new channels("mdinference outbox ");
	for (const data of ["2", null, Number.NaN, { delivered: 2 }]) channel.postMessage(data);
	expect(heard).toEqual([]);
});

test("without channels nobody hears of the others, and nothing fails", () => {
	const peer = tabPeers("", null)(() => expect.unreachable());
	peer.tell(1);
	peer.leave();
});
