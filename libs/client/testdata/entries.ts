import type { LabelReport, OutcomeReport } from "@mdinference/contract";
import type { OutboxEntry } from "../outbox_store.ts";

/** A request's id, the same for the same number. */
export function requestIdOf(number: number): string {
	return `00000000-0000-4000-8000-${String(number).padStart(12, "0")}`;
}

/** A report of a request, for tests. */
export function sampleReport(number: number, elapsedMs = 40): OutcomeReport {
	return {
		requestId: requestIdOf(number),
		task: "characters",
		startedAtMs: 1_700_000_000_000,
		slaMs: 100,
		answeredBy: "cloud",
		reason: "cloud-in-time",
		elapsedMs,
	};
}

/** A label of a request, for tests. */
export function sampleLabel(number: number, label = "A"): LabelReport {
	return { requestId: requestIdOf(number), label, source: "user" };
}

/** An entry of an outbox, for tests. */
export function sampleEntry(number: number, change: Partial<OutboxEntry> = {}): OutboxEntry {
	return {
		kind: "label",
		body: sampleLabel(number),
		key: `label user ${requestIdOf(number)}`,
		revision: `first of ${number}`,
		addedAtMs: 1_000 + number,
		tries: 0,
		dueAtMs: 0,
		...change,
	} as OutboxEntry;
}
