import { z } from "zod";
import { sourceName } from "./names.ts";
import { maxBatch } from "./outcome_report.ts";

/** What somebody says of the answer to one request: the right label, or whether the answer was right. */
export interface LabelReport {
	/** The request's id. */
	requestId: string;
	/** The right label. Exactly one of `label` and `correct` is given. */
	label?: string | undefined;
	/** Whether the answer that the user got was right. */
	correct?: boolean | undefined;
	/** Who says so, e.g. `user`, `review`: a short name. */
	source: string;
	/** When it was said, by the sender's clock, in milliseconds since 1970; absent: now. */
	labelledAtMs?: number | undefined;
}

/** A batch of labels, `POST /v1/feedback`. Each item is parsed by itself, so that a bad one does not block the rest. */
export interface LabelBatch {
	/** The labels, see {@link LabelReport}. */
	labels: unknown[];
}

/** What became of an item of a batch; {@link itemStatuses} says what each means, and which may be sent again. */
export type ItemStatus =
	| "recorded"
	| "duplicate"
	| "unknown-request"
	| "not-yet"
	| "too-old"
	| "unknown-label"
	| "invalid";

/** What each {@link ItemStatus} means, and whether the item may be sent again: for people, in Markdown. */
export const itemStatuses: Readonly<Record<ItemStatus, string>> = {
	recorded: "it is on disk",
	duplicate: "it was on disk already; where `detail` says that it differs, what was said first stays",
	"unknown-request": "no request with this id was answered here, or not yet: send it again later",
	"not-yet": "its `labelledAtMs` is more than a day in the future: send it again later",
	"too-old": "its request is older than what the gateway keeps: do not send it again",
	"unknown-label": "its request's task has no such `label`: do not send it again",
	invalid: "`detail` says which field is wrong, and why: do not send it again as it is",
};

/** What became of one item of a batch. */
export interface ItemResult {
	/** Its place in the batch, from 0. */
	index: number;
	/** Its request's id; null where it could not be read. */
	requestId: string | null;
	/** What became of it. */
	status: ItemStatus;
	/** Which field is wrong, why, and what would be right; absent where nothing is. */
	detail?: string | undefined;
}

/** The answer to a batch: one result an item, in the order of the batch. What is acknowledged survives a power cut. */
export interface BatchAnswer {
	/** The results. */
	results: ItemResult[];
}

/**
 * Parses what somebody says of one answer.
 *
 * @example
 * ```ts
 * import { LabelReport } from "@mdinference/contract";
 *
 * const requestId = "8f0c9d5e-1b1d-4c8e-9d53-0f7a3c3a8b11";
 * if (!LabelReport.safeParse({ requestId, label: "A", source: "user" }).success) throw new Error("a label");
 * if (LabelReport.safeParse({ requestId, source: "user" }).success) throw new Error("neither label nor correct");
 * ```
 */
export const LabelReport: z.ZodType<LabelReport> = z
	.object({
		requestId: z.uuid(),
		label: z.string().min(1).max(256).optional().meta({
			description: "The right label. Exactly one of `label` and `correct` is given",
		}),
		correct: z.boolean().optional().meta({ description: "Whether the answer that the user got was right" }),
		source: sourceName.meta({ description: "Who says so: a short name", example: "user" }),
		labelledAtMs: z.number().nonnegative().max(8.64e15).optional().meta({
			description: "When it was said, by the sender's clock, in milliseconds since 1970; absent: now",
		}),
	})
	.refine(({ label, correct }) => (label === undefined) !== (correct === undefined), {
		path: ["label"],
		message: "give either label or correct, and not both",
	});

/**
 * Parses the envelope of a batch of labels; its items are still to be parsed.
 *
 * @example
 * ```ts
 * import { LabelBatch } from "@mdinference/contract";
 *
 * if (LabelBatch.safeParse({ labels: "A" }).success) throw new Error("labels come as a list");
 * ```
 */
export const LabelBatch: z.ZodType<LabelBatch> = z.object({
	labels: z.array(z.unknown()).min(1).max(maxBatch),
});

/**
 * Parses the answer to a batch.
 *
 * @example
 * ```ts
 * import { BatchAnswer } from "@mdinference/contract";
 *
 * const { results } = BatchAnswer.parse({ results: [{ index: 0, requestId: null, status: "invalid" }] });
 * if (results[0]?.status !== "invalid") throw new Error("one result an item");
 * ```
 */
export const BatchAnswer: z.ZodType<BatchAnswer> = z.object({
	results: z.array(
		z.object({
			index: z.int().nonnegative(),
			requestId: z.string().nullable(),
			status: z.enum(Object.keys(itemStatuses) as ItemStatus[]),
			detail: z.string().optional(),
		}),
	),
});
