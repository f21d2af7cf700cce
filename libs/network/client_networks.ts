import { LRUCache } from "lru-cache";
import { ClaimedRtt } from "./claimed_rtt.ts";
import { ClockOffset } from "./clock_offset.ts";
import { ClockReference } from "./clock_reference.ts";
import { DownlinkModel } from "./downlink_model.ts";

/** A request of a client, as the network sees it. */
export interface ClientRequest {
	/** Tsla, in milliseconds. */
	slaMs: number;
	/** Tinput: from the headers to the last byte of the body, in milliseconds. */
	uploadMs: number;
	/** Network time of the client's previous request as it claims to have measured it, in milliseconds. */
	previousNetworkMs?: number | undefined;
	/** When the client sent this request, by its clock, in milliseconds. */
	sentAtMs?: number | undefined;
	/** When its last byte had arrived, by our clock, in milliseconds. */
	arrivedAtMs: number;
}

/** What earlier requests of a client say about this one. */
export interface ClientEvidence {
	/** SRTT + RTTVAR of the network times that the client measured, in milliseconds; it may exceed this request's SLA. */
	clientMs?: number;
	/** Time from the client's send to the last byte, corrected for its clock, in milliseconds. */
	uplinkMs?: number;
	/**
	 * How much of the SLA has passed, in milliseconds, in the terms of `downlink`: from the client's send where its clock is
	 * known, else Tinput.
	 */
	passedMs: number;
	/** The rest of the network time, given `passedMs`: speaks of this request until the next is observed. */
	downlink: DownlinkModel;
}

/** What the way up of a request was measured by. */
type Measure = "clock" | "upload";

interface Memory {
	readonly rtt: ClaimedRtt;
	offset: ClockOffset;
	readonly reference: ClockReference;
	readonly downlinks: Record<Measure, DownlinkModel>;
	previous?: { sentAtMs: number | undefined; arrivedAtMs: number; uploadMs: number };
}

/**
 * No deadline is longer, so a longer network time is as late as this one. Among a client's own pairs a claim is one of 150
 * however long it is; cut at the SLA, an answer that was late would pass for one in time when the client asks for a longer one.
 */
const longestMs = 60_000;

/** A client teaches the fleet this many pairs: no one client is the fleet. */
const fleetPairs = 10;

/**
 * What is remembered of each client's network: its smoothed network time, its clock, and its two ways. The least recently
 * seen clients are forgotten, so memory is bounded whatever ids are claimed.
 *
 * @example
 * ```ts
 * import { ClientNetworks } from "@mdinference/network";
 *
 * const clients = new ClientNetworks();
 * const upload = { slaMs: 250, uploadMs: 30 };
 * const evidence = clients.observe("phone-1", { ...upload, previousNetworkMs: 80, arrivedAtMs: 1000 });
 * if (evidence.clientMs !== 120) throw new Error("80 and, of a single sample, a deviation of 40");
 * if (evidence.downlink.within(29) !== 0) throw new Error("nothing is known of the way down: as long as the upload");
 * ```
 */
export class ClientNetworks {
	readonly #clients: LRUCache<string, Memory>;
	readonly #fleet: Record<Measure, DownlinkModel> = {
		clock: new DownlinkModel({ recentWeight: 0 }),
		upload: new DownlinkModel({ recentWeight: 0 }),
	};

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
	 * @throws {NotFiniteError} for a claim that is NaN
	 */
	observe(clientId: string, request: ClientRequest): ClientEvidence {
		const { slaMs, previousNetworkMs, sentAtMs, arrivedAtMs, uploadMs } = request;
		const memory = this.#clients.get(clientId) ?? this.#newMemory(clientId);
		memory.rtt.ask(Math.min(longestMs, slaMs));
		if (previousNetworkMs !== undefined) {
			memory.rtt.claim(previousNetworkMs, memory.previous?.uploadMs);
			this.#learn(memory, previousNetworkMs);
		} else if (memory.rtt.likelyMs !== undefined) {
			this.#learnAbsence(memory, sentAtMs);
		}
		memory.previous = { sentAtMs, arrivedAtMs, uploadMs };
		const byClockMs = uplinkByClock(memory, memory.previous);
		const passedMs = byClockMs ?? uploadMs;
		const measure = byClockMs === undefined ? "upload" : "clock";
		const evidence: ClientEvidence = { passedMs, downlink: memory.downlinks[measure].given(passedMs) };
		if (previousNetworkMs !== undefined) evidence.clientMs = memory.rtt.likelyMs!;
		if (byClockMs !== undefined) {
			evidence.uplinkMs = Math.max(0, arrivedAtMs - sentAtMs! - memory.offset.offsetMs!);
		}
		return evidence;
	}

	/** The network time of the previous request has become known, so its two ways have. */
	#learn(memory: Memory, claimedMs: number): void {
		const { previous, rtt, reference } = memory;
		if (previous === undefined) return;
		const { sentAtMs, arrivedAtMs, uploadMs } = previous;
		const networkMs = Math.min(longestMs, Math.max(uploadMs, claimedMs));
		this.#teach(memory, "upload", uploadMs, networkMs);
		if (sentAtMs === undefined) return;
		const exchange = { sentAtMs, arrivedAtMs, networkMs };
		const wasSet = reference.contradicts(exchange);
		// What was late says too little of the clock: its error is up to half of the network time.
		if (networkMs <= rtt.bounded(networkMs, uploadMs)) {
			if (wasSet) memory.offset = new ClockOffset();
			memory.offset.update(exchange);
			reference.update(exchange);
		} else if (wasSet) {
			return;
		}
		const uplinkMs = uplinkByClock(memory, previous);
		if (uplinkMs !== undefined) this.#teach(memory, "clock", uplinkMs, networkMs);
	}

	/**
	 * A client that reports did not: the previous answer was not back. Left out, an outage would be known by its short ones
	 * only. In place of its network time counts what passed between the two requests, more than which nobody knows.
	 */
	#learnAbsence(memory: Memory, sentAtMs: number | undefined): void {
		const { previous } = memory;
		if (previous?.sentAtMs === undefined || sentAtMs === undefined) return;
		const passedMs = sentAtMs - previous.sentAtMs;
		if (!(passedMs > previous.uploadMs && passedMs < longestMs)) return;
		this.#teach(memory, "upload", previous.uploadMs, passedMs);
		const uplinkMs = uplinkByClock(memory, previous);
		if (uplinkMs !== undefined && passedMs > uplinkMs) this.#teach(memory, "clock", uplinkMs, passedMs);
	}

	#teach({ rtt, downlinks }: Memory, measure: Measure, passedMs: number, networkMs: number): void {
		downlinks[measure].observe(passedMs, networkMs - passedMs);
		if (downlinks[measure].pairs > fleetPairs) return;
		this.#fleet[measure].observe(passedMs, Math.max(0, rtt.bounded(networkMs, passedMs) - passedMs));
	}

	#newMemory(clientId: string): Memory {
		const memory: Memory = {
			rtt: new ClaimedRtt(),
			offset: new ClockOffset(),
			reference: new ClockReference(),
			downlinks: {
				clock: new DownlinkModel({ fleet: this.#fleet.clock }),
				upload: new DownlinkModel({ fleet: this.#fleet.upload }),
			},
		};
		this.#clients.set(clientId, memory);
		return memory;
	}
}

/**
 * The way up of a request by the client's clock. Undefined where that is not known, or where the request would have arrived
 * before it was sent, or too late for any deadline: a clock was set, and the next exchange that is in time will say by how much.
 * Until then ours set forward, or the client's back, by less than that looks like a long way up, and is taken for one. It may be
 * below 0, by less than the client's longest SLA: the guess may be wrong by more than the way up, and ways down make up for it.
 */
function uplinkByClock({ reference }: Memory, request: Memory["previous"] & object): number | undefined {
	const { sentAtMs, arrivedAtMs } = request;
	const { offsetMs } = reference;
	if (offsetMs === undefined || sentAtMs === undefined) return undefined;
	if (reference.contradicts({ sentAtMs, arrivedAtMs, networkMs: longestMs })) return undefined;
	return arrivedAtMs - sentAtMs - offsetMs;
}
