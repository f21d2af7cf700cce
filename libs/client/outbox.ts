import { backoffMs } from "./backoff.ts";
import { type Clock, systemClock } from "./clock.ts";
import { type Delivery, deliver } from "./deliver.ts";
import { memoryStore } from "./memory_store.ts";
import { changeOf, isDue, isOutcome, keyOf, letterOf } from "./outbox_entry.ts";
import type { DeadLetter, OutboxEntry, OutboxItem, OutboxStore } from "./outbox_store.ts";
import { randomUuid } from "./random_uuid.ts";
import { survivingStore } from "./surviving_store.ts";

/** Runs a task while nobody else runs one with the same store, or not at all; says whether it ran. */
export type Lock = (task: () => Promise<void>) => Promise<boolean>;

/** Calls back whenever it is worth trying: the network is there again, somebody looks. Gives what ends that. */
export type Wakeups = (wake: () => void) => () => void;

/** Joins the outboxes with the same store: how many entries one of them delivers, all others hear. */
export type Peers = (hear: (delivered: number) => void) => Peer;

/** One outbox among others. */
export interface Peer {
	/** Tells the others how many entries it has delivered. */
	tell(delivered: number): void;
	/** Hears no more. */
	leave(): void;
}

/** What an outbox is made of. */
export interface OutboxOptions {
	/** Base URL of the gateway; empty for the page's own origin. */
	gateway: string;
	/** Where entries wait. Default: a {@link memoryStore}. */
	store?: OutboxStore;
	/** Keeps other tabs from sending at the same time. Default: nobody else is there. */
	lock?: Lock;
	/** Others that send from the same store: what they deliver is counted, too. Default: there are none. */
	peers?: Peers;
	/** When it is worth trying, besides the timers. Default: never. */
	wakeups?: Wakeups;
	/** Longest time between two looks into the store, in milliseconds. Default: one minute. */
	intervalMs?: number;
	/** Most entries that wait; beyond it the oldest reports are dropped, then the oldest labels. Default: 2,000. */
	maxEntries?: number;
	/** Sends the batches. Default: the global one. */
	fetch?: typeof fetch;
	/** Reads the time. Default: the machine's. */
	clock?: Clock;
	/** Uniform numbers in [0, 1), for the jitter. Default: `Math.random`. */
	random?: () => number;
}

/** What an outbox did since it was made. */
export interface OutboxCounts {
	/** Entries that the gateway has on its disk, also those that a peer has sent. */
	delivered: number;
	/** Reports that were dropped because too much was waiting. */
	droppedOutcomes: number;
	/** Labels that were dropped because too much was waiting. */
	droppedLabels: number;
	/** Entries that the gateway will never take: the dead letters. */
	dead: number;
}

/** Takes reports and labels to the gateway, whenever that can be reached. */
export interface Outbox {
	/** What it did since it was made. */
	readonly counts: Readonly<OutboxCounts>;
	/** Keeps an item until the gateway has it. Never rejects; resolves with whether it outlives a restart. */
	add(item: OutboxItem): Promise<boolean>;
	/** Sends now what is due. Never rejects; resolves when all was sent, or sending failed. */
	flush(): Promise<void>;
	/** Entries that wait. */
	waiting(): Promise<number>;
	/** What the gateway will never take, and why, oldest first. */
	deadLetters(): Promise<DeadLetter[]>;
	/** Stops sending; what waits stays in the store. */
	close(): void;
}

/** Most items in one batch, as the contract has it. Its own constant would bring a schema library to the phone. */
export const mostInBatch = 500;

const gatherMs = 1_000;
const otherTabMs = 5_000;
const deliveryLimitMs = 30_000;

/**
 * Makes an outbox and looks at once for what an earlier run has left in its store.
 *
 * An entry leaves the store only when the gateway has said that it is on disk, or that it never will be; so nothing is
 * lost, and since the gateway takes the same item twice as once, nothing counts twice. After a failure it waits longer
 * and longer, and sends half as many at a time, until an entry that breaks the gateway stands alone and is put off.
 *
 * @param options where the gateway is, and what to keep entries in
 *
 * @example
 * ```ts
 * import { createOutbox } from "@mdinference/client";
 *
 * const requestId = "8f0c9d5e-1b1d-4c8e-9d53-0f7a3c3a8b11";
 * const results = [{ index: 0, requestId, status: "recorded" }];
 * const outbox = createOutbox({ gateway: "https://gateway.example", fetch: async () => Response.json({ results }) });
 * await outbox.add({ kind: "label", body: { requestId, label: "A", source: "user" } });
 * await outbox.flush();
 * if ((await outbox.waiting()) !== 0) throw new Error("the gateway has it");
 * outbox.close();
 * ```
 */
export function createOutbox(options: OutboxOptions): Outbox {
	const { gateway, clock = systemClock, random = Math.random } = options;
	const { intervalMs = 60_000, maxEntries = 2_000 } = options;
	const lock: Lock = options.lock ?? (async (task) => task().then(() => true));
	const send: typeof fetch = options.fetch ?? ((...request) => fetch(...request));
	const store = survivingStore(options.store ?? memoryStore());
	const counts = { delivered: 0, droppedOutcomes: 0, droppedLabels: 0, dead: 0 };
	const stop = new AbortController();
	const most = { outcome: mostInBatch, label: mostInBatch };
	let failures = 0;
	let running: Promise<void> | null = null;
	let isWanted = false;
	let timer: { dueMs: number; clear: () => void } | null = null;

	function schedule(delayMs: number): void {
		const dueMs = clock.nowMs() + delayMs;
		if (stop.signal.aborted || (timer !== null && timer.dueMs <= dueMs)) return;
		timer?.clear();
		timer = { dueMs, clear: clock.after(delayMs, () => void flush()) };
	}

	function flush(): Promise<void> {
		if (stop.signal.aborted) return Promise.resolve();
		timer?.clear();
		timer = null;
		isWanted = running !== null;
		running ??= pass().then((delayMs) => {
			running = null;
			schedule(isWanted && failures === 0 ? 0 : delayMs);
		});
		return running;
	}

	/** Sends what is due; resolves with how long to wait until the next look, in milliseconds. */
	async function pass(): Promise<number> {
		let nextMs = otherTabMs;
		try {
			await lock(async () => {
				nextMs = await sendAll();
			});
			failures = 0;
			return nextMs;
		} catch (error) {
			failures++;
			const retryAfterMs = error instanceof DeliveryError ? error.retryAfterMs : 0;
			return Math.max(retryAfterMs, backoffMs(failures, random));
		}
	}

	async function sendAll(): Promise<number> {
		for (;;) {
			const entries = await store.all();
			const nowMs = clock.unixMs();
			const due = entries.filter(({ dueAtMs }) => isDue(dueAtMs, nowMs));
			if (due.length === 0) return Math.min(intervalMs, ...entries.map(({ dueAtMs }) => dueAtMs - nowMs));
			await sendBatch("outcome", due);
			await sendBatch("label", due);
		}
	}

	async function sendBatch(kind: OutboxEntry["kind"], due: readonly OutboxEntry[]): Promise<void> {
		const batch = due.filter((entry) => entry.kind === kind).slice(0, most[kind]);
		if (batch.length === 0) return;
		const delivery = await withinLimit((signal) => deliver(kind, batch, { gateway, fetch: send, signal }));
		const [first] = batch;
		const isAlone = batch.length === 1 && first !== undefined;
		const nowMs = clock.unixMs();
		if (delivery.state === "answered") {
			const changes = batch.map((entry, i) => changeOf(entry, delivery.results[i] ?? null, nowMs, random));
			await store.change(changes);
			most[kind] = Math.min(mostInBatch, most[kind] * 2);
			counts.dead += changes.filter(({ dead }) => dead).length;
			const delivered = changes.filter(({ dead, next }) => !dead && !next).length;
			counts.delivered += delivered;
			if (delivered > 0) peer?.tell(delivered);
		} else if (delivery.state === "refused" && isAlone) {
			await store.change([{ entry: first, dead: letterOf(first, "refused", delivery.detail, nowMs) }]);
			counts.dead++;
		} else if (delivery.state === "refused") {
			most[kind] = Math.ceil(batch.length / 2);
		} else {
			if (isAlone && delivery.status !== null) {
				const dueAtMs = nowMs + backoffMs(failures + 1, random);
				await store.change([{ entry: first, next: { ...first, dueAtMs } }]);
			} else if (delivery.status !== null) {
				most[kind] = Math.ceil(batch.length / 2);
			}
			throw new DeliveryError(delivery.retryAfterMs);
		}
	}

	async function withinLimit(run: (signal: AbortSignal) => Promise<Delivery>): Promise<Delivery> {
		const controller = new AbortController();
		const abort = () => controller.abort();
		const clear = clock.after(deliveryLimitMs, abort);
		stop.signal.addEventListener("abort", abort);
		try {
			return await run(controller.signal);
		} finally {
			clear();
			stop.signal.removeEventListener("abort", abort);
		}
	}

	async function dropOldest(): Promise<void> {
		if ((await store.size()) <= maxEntries) return;
		const entries = await store.all();
		const inOrder = [...entries.filter(isOutcome), ...entries.filter((entry) => !isOutcome(entry))];
		const victims = inOrder.slice(0, Math.max(0, entries.length - maxEntries));
		await store.change(victims.map((entry) => ({ entry })));
		const outcomes = victims.filter(isOutcome).length;
		counts.droppedOutcomes += outcomes;
		counts.droppedLabels += victims.length - outcomes;
	}

	const peer = options.peers?.((delivered) => {
		counts.delivered += delivered;
	});
	const endWakeups = options.wakeups?.(() => void flush());
	schedule(0);

	return {
		counts,
		async add(item) {
			const nowMs = clock.unixMs();
			const about = { key: keyOf(item), revision: randomUuid(), addedAtMs: nowMs, tries: 0, dueAtMs: nowMs };
			const isDurable = await store.put({ ...item, ...about });
			// What could not be dropped now is dropped with the next entry.
			await dropOldest().catch(() => undefined);
			if (failures === 0) schedule(gatherMs);
			return isDurable;
		},
		flush,
		waiting: () => store.size(),
		deadLetters: () => store.deadLetters(),
		close() {
			stop.abort();
			timer?.clear();
			endWakeups?.();
			peer?.leave();
		},
	};
}

/** Ends a flush; what waits goes on waiting. */
class DeliveryError extends Error {
	override readonly name: string = "DeliveryError";
	readonly retryAfterMs: number;

	constructor(retryAfterMs: number) {
		super("The gateway did not take the batch.");
		this.retryAfterMs = retryAfterMs;
	}
}
