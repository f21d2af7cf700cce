import { z } from "zod";
import { modelName } from "./names.ts";

/** Longest SLA that a request may ask for, in milliseconds. */
export const maxSlaMs = 60_000;

/** The policies that a request may name; a `clairvoyant` one would have to know the future. */
export type RequestedPolicy =
	| "mdinference"
	| "value"
	| "static-greedy"
	| "static-latency"
	| "static-accuracy"
	| "pure-random"
	| "related-random"
	| "related-accurate";

/** What a request for an inference says of itself in its headers. */
export interface InferHeaders {
	/** Wanted response time from the client's send to its receipt, in milliseconds: Tsla of the paper. */
	"mdi-sla-ms"?: number | undefined;
	/** The request's id, a UUID of the client's making. The same id twice is logged once. */
	"mdi-request-id"?: string | undefined;
	/** Network time of the client's previous request, in milliseconds: its elapsed time less the server's. */
	"mdi-network-ms"?: number | undefined;
	/** When the client sent this request, by its own clock, in milliseconds since 1970. */
	"mdi-sent-at"?: number | undefined;
	/** Name of the model that surely runs a copy of this request on the device. Absent: none that can be counted on. */
	"mdi-device"?: string | undefined;
	/** A random UUID that the client keeps for a while, so that its network estimates can be smoothed. */
	"mdi-client-id"?: string | undefined;
	/** The policy that is to choose: for experiments of the client's own. */
	"mdi-policy"?: RequestedPolicy | undefined;
}

/** Described as the number that it is, and not as the text that it comes as. */
const milliseconds = (maximum: number) =>
	z
		.string()
		.trim()
		.regex(/^[+-]?\d{1,15}(\.\d{1,9})?$/, "must be a plain decimal number, in milliseconds")
		.transform(Number)
		.pipe(z.number().nonnegative().max(maximum))
		.meta({ type: "number", minimum: 0, maximum });

/**
 * Parses the request headers of an inference. Numbers arrive as text and leave as numbers.
 *
 * @example
 * ```ts
 * import { InferHeaders } from "@mdinference/contract";
 *
 * if (InferHeaders.parse({ "mdi-sla-ms": "250" })["mdi-sla-ms"] !== 250) throw new Error("text becomes a number");
 * if (InferHeaders.safeParse({ "mdi-sla-ms": "NaN" }).success) throw new Error("NaN must be refused");
 * ```
 */
export const InferHeaders: z.ZodType<InferHeaders> = z.object({
	"mdi-sla-ms": milliseconds(maxSlaMs)
		.refine((slaMs) => slaMs > 0, "must be above 0")
		.optional()
		.meta({
			description: "Wanted response time, in milliseconds (Tsla)",
			exclusiveMinimum: 0,
			example: 250,
		}),
	"mdi-request-id": z.uuid().optional().meta({ description: "A UUID of the client's; made here if absent" }),
	"mdi-network-ms": milliseconds(3_600_000).optional().meta({
		description: "Network time of the client's previous request: its elapsed time less the server's `total`",
		example: 40,
	}),
	"mdi-sent-at": milliseconds(8.64e15)
		.optional()
		.meta({ description: "When the client sent this request, in milliseconds since 1970" }),
	"mdi-device": modelName.optional().meta({
		description: "The model that surely runs a copy on the device; absent: none that can be counted on",
	}),
	"mdi-policy": z
		.enum([
			"mdinference",
			"value",
			"static-greedy",
			"static-latency",
			"static-accuracy",
			"pure-random",
			"related-random",
			"related-accurate",
		])
		.optional()
		.meta({ description: "The policy that is to choose; absent: the gateway's, or an experiment's" }),
	"mdi-client-id": z
		.uuid()
		.optional()
		.meta({ description: "A random UUID of the client's, so that its network estimates can be smoothed" }),
});
