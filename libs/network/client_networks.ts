import { SmoothedRtt } from "@mdinference/stats";
import { LRUCache } from "lru-cache";
import { ClockOffset } from "./clock_offset.ts";

/** A request of a client, as the network sees it. */
export interface ClientRequest {
	/** Network time of the client's previous request by its own measurement, in milliseconds. */
	previousNetworkMs?: number | undefined;
	/** When the client sent this request, by its clock, in milliseconds. */
	sentAtMs?: number | undefined;
	/** When its last byte had arrived, by our clock, in milliseconds. */
	arrivedAtMs: number;
}

/** What earlier requests of a client say about this one. */
export interface ClientEvidence {
	/** SRTT + RTTVAR of the network times that the client measured, in milliseconds. */
	clientMs?: number;
	/** Time from the client's send to the last byte, corrected for its clock, in milliseconds. */
	uplinkMs?: number;
}

interface Memory {
	readonly rtt: SmoothedRtt;
	readonly offset: ClockOffset;
	previous?: { sentAtMs: number; arrivedAtMs: number };
}

/**
 * What is remembered of each client's network: its smoothed network time and its clock. The least recently seen clients
 * are forgotten, so memory is bounded whatever ids are claimed.
 *
 * @example
 * ```ts
 * import { ClientNetworks } from "@mdinference/network";
 *
 * const clients = new ClientNetworks();
 * const evidence = clients.observe("phone-1", { previousNetworkMs: 80, arrivedAtMs: 1000 });
 * if (evidence.clientMs !== 120) throw new Error("80 and, of a single sample, a deviation of 40");
 * ```
 */
export class ClientNetworks {
	readonly #clients: LRUCache<string, Memory>;

	/** Starts knowing nobody and remembers at most `maxClients` (default 10,000). */
	constructor(options: { maxClients?: number } = {}) {
		this.#clients = new LRUCache({ max: options.maxClients ?? 10_000 });
	}

	/** Number of clients remembered. */
	get size(): number {
		return this.#clients.size;
	}

	/**
	 * Takes a request in and tells what is known of its client's network.
	 *
	 * @param clientId the id that the client gave itself
	 */
	observe(clientId: string, request: ClientRequest): ClientEvidence {
		const { previousNetworkMs, sentAtMs, arrivedAtMs } = request;
		const memory = this.#clients.get(clientId) ?? { rtt: new SmoothedRtt(), offset: new ClockOffset() };
		this.#clients.set(clientId, memory);
		if (previousNetworkMs !== undefined) {
			memory.rtt.update(previousNetworkMs);
			if (memory.previous) memory.offset.update({ ...memory.previous, networkMs: previousNetworkMs });
		}
		if (sentAtMs === undefined) delete memory.previous;
		else memory.previous = { sentAtMs, arrivedAtMs };
		const { offsetMs } = memory.offset;
		return {
			...(previousNetworkMs !== undefined && { clientMs: memory.rtt.smoothedMs + memory.rtt.deviationMs }),
			...(sentAtMs !== undefined &&
				offsetMs !== undefined && { uplinkMs: Math.max(0, arrivedAtMs - sentAtMs - offsetMs) }),
		};
	}
}
