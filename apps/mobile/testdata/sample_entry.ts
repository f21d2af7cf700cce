import type { HistoryAnswer, HistoryEntry } from "../history/history_entry.ts";

/** An answer of the cloud in time: a T. */
export function sampleAnswer(part: Partial<HistoryAnswer> = {}): HistoryAnswer {
	return {
		labels: [
			{ label: "T", probability: 0.97 },
			{ label: "7", probability: 0.02 },
		],
		by: "cloud",
		reason: "cloud-in-time",
		model: { name: "characters-residual", version: "1.0.0", accuracy: 0.96 },
		elapsedMs: 92,
		late: false,
		...part,
	};
}

/** A question with that answer. */
export function sampleEntry(part: Partial<HistoryEntry> = {}): HistoryEntry {
	return {
		id: "7b9cba35-5ae5-4d4e-8f2b-2a1e0e3c9a52",
		askedAtMs: 1_790_000_000_000,
		slaMs: 250,
		mode: "duplicate",
		pictureUrl: "data:image/jpeg;base64,",
		answer: sampleAnswer(),
		judgement: null,
		...part,
	};
}
