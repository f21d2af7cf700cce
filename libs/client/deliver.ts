import type { ItemResult, ItemStatus } from "@mdinference/contract";
import type { OutboxEntry } from "./outbox_store.ts";

/** How a batch fared. */
export type Delivery =
	| {
			/** The gateway answered. */
			state: "answered";
			/** One result an entry, in their order; null where it said nothing of one, or nothing that is understood. */
			results: (ItemResult | null)[];
	  }
	| {
			/** The gateway would not read the batch. */
			state: "refused";
			/** Why. */
			detail: string;
	  }
	| {
			/** It may not have arrived. */
			state: "failed";
			/** HTTP status, where there was a response. */
			status: number | null;
			/** How long the gateway wants to be left alone, in milliseconds, at most a day; 0 where it did not say. */
			retryAfterMs: number;
	  };

/** How to send a batch. */
export interface DeliverOptions {
	/** Base URL of the gateway. */
	gateway: string;
	/** Sends the request. */
	fetch: typeof fetch;
	/** Stops it. */
	signal: AbortSignal;
}

const routes = { outcome: ["outcomes", "outcomes"], label: ["feedback", "labels"] } as const;
/** A timer of more than 24.8 days rings at once, and who stays away for longer than a day is as good as lost. */
const longestRetryAfterMs = 86_400_000;
const refusals = [400, 413, 415, 422];
const statuses: readonly string[] = [
	"recorded",
	"duplicate",
	"unknown-request",
	"not-yet",
	"too-old",
	"unknown-label",
	"invalid",
] satisfies ItemStatus[];

/**
 * Sends entries of one kind. Only what speaks like the gateway counts as its answer: a captive portal says 200, too.
 *
 * @param kind of all entries
 * @param entries at most as many as a batch may have
 */
export async function deliver(
	kind: OutboxEntry["kind"],
	entries: readonly OutboxEntry[],
	{ gateway, fetch, signal }: DeliverOptions,
): Promise<Delivery> {
	const [route, field] = routes[kind];
	try {
		const response = await fetch(`${gateway}/v1/${route}`, {
			method: "POST",
			headers: { "content-type": "application/json" },
			body: JSON.stringify({ [field]: entries.map(({ body }) => body) }),
			signal,
		});
		const { status, ok } = response;
		const retryAfterMs = Math.min(
			longestRetryAfterMs,
			1000 * (Number(response.headers.get("retry-after")) || 0),
		);
		const said: unknown = await response.json().catch(() => null);
		if (ok && isRecord(said) && Array.isArray(said.results)) {
			return { state: "answered", results: inOrder(said.results, entries.length) };
		}
		if (refusals.includes(status) && isRecord(said) && typeof said.type === "string") {
			return { state: "refused", detail: String(said.detail ?? said.type) };
		}
		return { state: "failed", status, retryAfterMs };
	} catch {
		return { state: "failed", status: null, retryAfterMs: 0 };
	}
}

function inOrder(results: unknown[], count: number): (ItemResult | null)[] {
	const ordered = new Array<ItemResult | null>(count).fill(null);
	for (const result of results) {
		if (!isRecord(result) || typeof result.index !== "number") continue;
		if (result.index in ordered && statuses.includes(String(result.status))) {
			ordered[result.index] = result as unknown as ItemResult;
		}
	}
	return ordered;
}

function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === "object" && value !== null;
}
