import type { ItemResult } from "@mdinference/contract";
import { backoffMs, longestBackoffMs } from "./backoff.ts";
import type { DeadLetter, EntryChange, OutboxEntry, OutboxItem } from "./outbox_store.ts";

/** How often the gateway may put an entry off. With the backoff this is about a quarter of an hour. */
export const maxTries = 10;

/** What an item is about: a newer one about the same replaces it. */
export function keyOf({ kind, body }: OutboxItem): string {
	return kind === "label" ? `label ${body.source} ${body.requestId}` : `outcome ${body.requestId}`;
}

/** Whether it is a report, which is dropped before a label is. */
export function isOutcome({ kind }: OutboxEntry): boolean {
	return kind === "outcome";
}

/** Whether an entry may be sent. A time further away than any backoff comes of a clock that was set back, and would block the entry. */
export function isDue(dueAtMs: number, nowMs: number): boolean {
	return dueAtMs <= nowMs || dueAtMs > nowMs + longestBackoffMs;
}

/** What becomes of an entry after the gateway's result; null where it said nothing of it. */
export function changeOf(
	entry: OutboxEntry,
	result: ItemResult | null,
	nowMs: number,
	random: () => number,
): EntryChange {
	const status = result?.status ?? "refused";
	if (status === "recorded" || status === "duplicate") return { entry };
	const tries = entry.tries + 1;
	const mayComeAgain = result === null || status === "unknown-request" || status === "not-yet";
	if (mayComeAgain && tries < maxTries) {
		return { entry, next: { ...entry, tries, dueAtMs: nowMs + backoffMs(tries, random) } };
	}
	return { entry, dead: letterOf(entry, status, result?.detail ?? null, nowMs) };
}

/** An entry as it is kept among the dead letters. */
export function letterOf(
	entry: OutboxEntry,
	status: DeadLetter["status"],
	detail: string | null,
	diedAtMs: number,
): DeadLetter {
	return { ...entry, status, detail, diedAtMs };
}
