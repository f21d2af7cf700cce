import { z } from "zod";
import { maxSlaMs } from "./infer_request.ts";
import { modelName, taskName } from "./names.ts";

/** Why a client gave the answer that it gave; `nobody`: there was none. See the client's own documentation of each. */
export type AnswerReason =
	| "cloud-in-time"
	| "cloud-late"
	| "deadline"
	| "device-late"
	| "cloud-failed"
	| "device-more-accurate"
	| "only-cloud"
	| "only-device"
	| "combined"
	| "nobody";

/** What became of the cloud's answer, as the client saw it. */
export interface CloudOutcome {
	/** `late`: it came after the deadline; `failed`: it came as an error or not at all. */
	status: "in-time" | "late" | "failed";
	/** From the client's send to the arrival of the answer, or of the failure, in milliseconds. */
	elapsedMs: number;
	/** The elapsed time less the gateway's own: the network time, in milliseconds. Absent where it is not known. */
	networkMs?: number | undefined;
}

/** What became of the copy on the device. */
export interface DeviceOutcome {
	/** Name of the model. */
	model: string;
	/** Version of its weights. */
	version: string;
	/** How it ended. */
	status: "ok" | "failed" | "abandoned";
	/** Service time there, in milliseconds; of an `abandoned` run the time that it had taken until then. */
	serviceMs?: number | undefined;
	/** Whether it was the first run after loading. */
	cold?: boolean | undefined;
	/** The most probable label. */
	label?: string | undefined;
	/** Its calibrated probability, in [0, 1]. */
	confidence?: number | undefined;
	/** What ran it, e.g. `wasm`, `webgpu`, `node`. */
	executionProvider?: string | undefined;
}

/**
 * What a client says became of one request. It may say so twice: with the answer that it gave, and again with `cloud`
 * when the cloud's late answer came.
 */
export interface OutcomeReport {
	/** The request's id, as it was sent. */
	requestId: string;
	/** Name of the task. */
	task: string;
	/** When the client began, by its own clock, in milliseconds since 1970. */
	startedAtMs: number;
	/** Tsla, in milliseconds. */
	slaMs: number;
	/** Whose answer the user got. */
	answeredBy: "cloud" | "device" | "none";
	/** Why that one. */
	reason: AnswerReason;
	/** From the client's start to the answer that the user got, or to the failure of both, in milliseconds. */
	elapsedMs: number;
	/** What became of the cloud's answer; absent while it is not known, or where none was asked for. */
	cloud?: CloudOutcome | undefined;
	/** What became of the copy on the device; absent where there was none. */
	device?: DeviceOutcome | undefined;
}

/** Most items in one batch of reports or labels. */
export const maxBatch = 500;

/** A batch of reports, `POST /v1/outcomes`. Each item is parsed by itself, so that a bad one does not block the rest. */
export interface OutcomeBatch {
	/** The reports, see {@link OutcomeReport}. */
	outcomes: unknown[];
}

/** Longest time that a client can claim for anything, in milliseconds: an hour. */
const longestMs = 3_600_000;
const ms = z.number().nonnegative().max(longestMs);

/**
 * Parses what a client reports of one request.
 *
 * @example
 * ```ts
 * import { OutcomeReport } from "@mdinference/contract";
 *
 * const report = OutcomeReport.parse({
 * 	requestId: "8f0c9d5e-1b1d-4c8e-9d53-0f7a3c3a8b11",
 * 	task: "characters",
 * 	startedAtMs: 1_790_000_000_000,
 * 	slaMs: 250,
 * 	answeredBy: "device",
 * 	reason: "deadline",
 * 	elapsedMs: 250.4,
 * });
 * if (report.cloud !== undefined) throw new Error("nothing is known of the cloud's answer yet");
 * ```
 */
export const OutcomeReport: z.ZodType<OutcomeReport> = z.object({
	requestId: z.uuid(),
	task: taskName.meta({ example: "characters" }),
	startedAtMs: z.number().nonnegative().max(8.64e15).meta({
		description: "When the client began, by its own clock, in milliseconds since 1970",
	}),
	slaMs: z.number().positive().max(maxSlaMs).meta({ description: "Wanted response time, in milliseconds" }),
	answeredBy: z.enum(["cloud", "device", "none"]).meta({ description: "Whose answer the user got" }),
	reason: z.enum([
		"cloud-in-time",
		"cloud-late",
		"deadline",
		"device-late",
		"cloud-failed",
		"device-more-accurate",
		"only-cloud",
		"only-device",
		"combined",
		"nobody",
	]),
	elapsedMs: ms.meta({ description: "From the client's start to the answer, or to the failure of both" }),
	cloud: z
		.object({ status: z.enum(["in-time", "late", "failed"]), elapsedMs: ms, networkMs: ms.optional() })
		.optional()
		.meta({ description: "What became of the cloud's answer; absent: not known yet, or none was asked for" }),
	device: z
		.object({
			model: modelName,
			version: z.string().max(64),
			status: z.enum(["ok", "failed", "abandoned"]),
			serviceMs: ms.optional(),
			cold: z.boolean().optional(),
			label: z.string().min(1).max(256).optional(),
			confidence: z.number().min(0).max(1).optional(),
			executionProvider: z.string().max(32).optional(),
		})
		.optional()
		.meta({ description: "What became of the copy on the device; absent: there was none" }),
});

/**
 * Parses the envelope of a batch of reports; its items are still to be parsed.
 *
 * @example
 * ```ts
 * import { OutcomeBatch } from "@mdinference/contract";
 *
 * if (OutcomeBatch.safeParse({ outcomes: [] }).success) throw new Error("an empty batch says nothing");
 * ```
 */
export const OutcomeBatch: z.ZodType<OutcomeBatch> = z.object({
	outcomes: z.array(z.unknown()).min(1).max(maxBatch),
});
