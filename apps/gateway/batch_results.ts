import type { BatchAnswer, ItemResult } from "@mdinference/contract";
import type { ItemOutcome } from "@mdinference/feedback";
import type { z } from "zod";
import { firstComplaint } from "./read_json.ts";

/** Items of a batch, parsed one by one. */
export interface ParsedBatch<T> {
	/** Those that are sound, with their places in the batch. */
	sound: { index: number; item: T }[];
	/** What is wrong with the others. */
	invalid: ItemResult[];
}

/** Parses the items of a batch one by one, so that a bad one does not block the rest. */
export function parseItems<T>(items: readonly unknown[], schema: z.ZodType<T>): ParsedBatch<T> {
	const batch: ParsedBatch<T> = { sound: [], invalid: [] };
	for (const [index, value] of items.entries()) {
		const result = schema.safeParse(value);
		if (result.success) batch.sound.push({ index, item: result.data });
		else {
			const { detail } = firstComplaint(result.error);
			batch.invalid.push({ index, requestId: requestIdOf(value), status: "invalid", detail });
		}
	}
	return batch;
}

/** The answer to a batch, in its order: what became of the sound items, and what is wrong with the others. */
export function batchAnswer<T>(batch: ParsedBatch<T>, outcomes: readonly ItemOutcome[]): BatchAnswer {
	const results = batch.sound.map(({ index }, place): ItemResult => {
		const { requestId, status, detail } = outcomes[place]!;
		return { index, requestId, status, ...(detail !== undefined && { detail }) };
	});
	return { results: [...results, ...batch.invalid].sort((a, b) => a.index - b.index) };
}

function requestIdOf(value: unknown): string | null {
	if (typeof value !== "object" || value === null || !("requestId" in value)) return null;
	return typeof value.requestId === "string" ? value.requestId.slice(0, 64) : null;
}
