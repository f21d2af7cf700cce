import { setTimeout as sleep } from "node:timers/promises";

/** How slow a network is. */
export interface SlowNetwork {
	/** Rate of each direction, which all requests share, in bits a second. */
	bitsPerS: number;
	/** What a way there and back adds, in milliseconds; a new connection costs it once more. */
	rttMs: number;
}

/** What developer tools have called slow 3G since there were such tools: 400 kbit/s, 400 ms. */
export const slow3g: SlowNetwork = { bitsPerS: 400_000, rttMs: 400 };

/** Payload of a TCP segment in an Ethernet frame, in bytes. */
const packetBytes = 1_448;

/** One direction of a network, shared fairly: each stream has one packet in the queue, so they pass in turn. */
export class SharedRate {
	#bytesPerMs: number;
	#freeAtMs = 0;

	/** Idle at first. */
	constructor(bitsPerS: number) {
		this.#bytesPerMs = bitsPerS / 8_000;
	}

	/** From now on there is no limit, for what is under way neither. */
	lift(): void {
		this.#bytesPerMs = Infinity;
		this.#freeAtMs = 0;
	}

	/** Gives the bytes of a stream on as they pass. */
	async *pass(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
		for await (const chunk of source) {
			for (let start = 0; start < chunk.length; start += packetBytes) {
				const packet = chunk.subarray(start, start + packetBytes);
				const nowMs = performance.now();
				this.#freeAtMs = Math.max(nowMs, this.#freeAtMs) + packet.length / this.#bytesPerMs;
				// Timers count whole milliseconds; what is less is made up for by the next packet.
				if (this.#freeAtMs - nowMs >= 1) await sleep(this.#freeAtMs - nowMs);
				yield packet;
			}
		}
	}
}
