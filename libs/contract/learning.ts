import { z } from "zod";
import { type LatencyView, latencyView } from "./task.ts";

/** Why a profile version was made. `start`: the model was first measured, or found in the log, by this gateway. */
export type ProfileCause = "start" | "refresh" | "drift" | "rollback" | "pin" | "unpin";

/** What was known of a model from one moment on, until its next version. */
export interface ProfileVersionView {
	/** Name of the task. */
	task: string;
	/** Name of the model. */
	model: string;
	/** The task's version at which this became known; decisions name the version that they were made with. */
	version: number;
	/** Why it was made. */
	cause: ProfileCause;
	/** In words: what changed, and by how much. */
	explanation: string;
	/** When, in milliseconds since 1970. */
	atMs: number;
	/** Service time of warm runs in the cloud; null before the first. */
	service: LatencyView | null;
	/** A(m), the posterior mean of the accuracy, in [0, 1]. */
	accuracy: number;
	/** Labels behind it, in effect, beyond the published accuracy. */
	labels: number;
	/** Whether it is what selections use now. */
	current: boolean;
	/** Whether it stays as it is, whatever is learned, until it is unpinned. */
	pinned: boolean;
}

/** The answer to `GET /v1/profiles/{model}/versions`, newest first. */
export interface ProfileVersionList {
	/** The versions. */
	versions: ProfileVersionView[];
}

/** What is known of a model's copies on devices, of all phones together: from their reports, and from labels. */
export interface DeviceProfileView {
	/** Name of the task. */
	task: string;
	/** Name of the model. */
	model: string;
	/** Service time of warm runs as phones report it; null before the first. */
	service: LatencyView | null;
	/**
	 * A of the model on devices, in [0, 1]: what the policy `value` weighs the cloud's models against, unless choices are frozen
	 * to what was known at the start.
	 */
	accuracy: number;
	/** Labels behind it, in effect, beyond the published accuracy. */
	labels: number;
}

/** The answer to `GET /v1/profiles`. */
export interface ProfileList extends ProfileVersionList {
	/** The copies on devices of which something was learned. They have no versions. */
	devices: DeviceProfileView[];
}

/** What drifted: one model's service time or accuracy, the queue in front of all, or all models at once: the machine. */
export type DriftKind = "service-time" | "accuracy" | "queue" | "host";

/** An alarm of a detector. */
export interface DriftEventView {
	/** Name of the task. */
	task: string;
	/** Name of the model; null for the queue and the host. */
	model: string | null;
	/** Where it runs: a model in the cloud and its copies on devices are watched apart. */
	place: "cloud" | "device";
	/** What drifted. */
	kind: DriftKind;
	/** Whether the time, or the share of errors, went up or down. */
	direction: "up" | "down";
	/** Name of the detector. */
	detector: string;
	/** In words: what was seen. */
	explanation: string;
	/** When, in milliseconds since 1970. */
	atMs: number;
	/** The profile version that was made of it. */
	profileVersion: number;
	/** Readings behind it: statistic, threshold, samples, before and after. */
	evidence: Record<string, number | string>;
}

/** The answer to `GET /v1/drift`, newest first. */
export interface DriftList {
	/** The alarms. */
	events: DriftEventView[];
}

/**
 * A decision, as `GET /v1/events` shows a sample of them. Without the request's id: who knows it may report of the request
 * and label it, once and for good, and that is for its client alone.
 */
export interface DecisionEventView {
	/** Name of the task. */
	task: string;
	/** Name of the policy. */
	policy: string;
	/** Name of the chosen model. */
	model: string;
	/** Its propensity, in [0, 1]. */
	probability: number;
	/** Tbudget, in milliseconds. */
	budgetMs: number;
	/** From the body's last byte to the answer, in milliseconds. */
	totalMs: number;
	/** When it was made, in milliseconds since 1970. */
	atMs: number;
}

/** A server-sent event of `GET /v1/events`: its name, and the JSON of its data. */
export type GatewayEvent =
	| {
			/** A decision, one of a sample. */
			type: "decision";
			/** The decision. */
			data: DecisionEventView;
	  }
	| {
			/** A new profile version. */
			type: "profile-version";
			/** The version. */
			data: ProfileVersionView;
	  }
	| {
			/** An alarm. */
			type: "drift";
			/** The alarm. */
			data: DriftEventView;
	  };

const fraction = z.number().min(0).max(1);

const profileVersion: z.ZodType<ProfileVersionView> = z.object({
	task: z.string(),
	model: z.string(),
	version: z.int().nonnegative(),
	cause: z.enum(["start", "refresh", "drift", "rollback", "pin", "unpin"]),
	explanation: z.string(),
	atMs: z.number(),
	service: latencyView,
	accuracy: fraction,
	labels: z.number().nonnegative(),
	current: z.boolean(),
	pinned: z.boolean(),
});

/**
 * Parses a list of profile versions.
 *
 * @example
 * ```ts
 * import { ProfileVersionList } from "@mdinference/contract";
 *
 * if (ProfileVersionList.parse({ versions: [] }).versions.length !== 0) throw new Error("an empty list is a list");
 * ```
 */
export const ProfileVersionList: z.ZodType<ProfileVersionList> = z.object({
	versions: z.array(profileVersion),
});

/**
 * Parses what is known of all models.
 *
 * @example
 * ```ts
 * import { ProfileList } from "@mdinference/contract";
 *
 * if (ProfileList.safeParse({ versions: [] }).success) throw new Error("copies on devices are part of it");
 * ```
 */
export const ProfileList: z.ZodType<ProfileList> = z.object({
	versions: z.array(profileVersion),
	devices: z.array(
		z.object({
			task: z.string(),
			model: z.string(),
			service: latencyView,
			accuracy: fraction,
			labels: z.number().nonnegative(),
		}),
	),
});

/**
 * Parses a list of alarms.
 *
 * @example
 * ```ts
 * import { DriftList } from "@mdinference/contract";
 *
 * if (DriftList.parse({ events: [] }).events.length !== 0) throw new Error("an empty list is a list");
 * ```
 */
export const DriftList: z.ZodType<DriftList> = z.object({
	events: z.array(
		z.object({
			task: z.string(),
			model: z.string().nullable(),
			place: z.enum(["cloud", "device"]),
			kind: z.enum(["service-time", "accuracy", "queue", "host"]),
			direction: z.enum(["up", "down"]),
			detector: z.string(),
			explanation: z.string(),
			atMs: z.number(),
			profileVersion: z.int().nonnegative(),
			evidence: z.record(z.string(), z.union([z.number(), z.string()])),
		}),
	),
});

/** What `POST /v1/profiles/{model}/rollback` asks for. */
export interface RollbackRequest {
	/** The version to go back to. */
	version: number;
	/** Whether the profile then stays as it is, whatever is learned, until it is unpinned. Default: false. */
	pin?: boolean | undefined;
}

/**
 * Parses the body of a rollback.
 *
 * @example
 * ```ts
 * import { RollbackRequest } from "@mdinference/contract";
 *
 * if (RollbackRequest.safeParse({ version: -1 }).success) throw new Error("versions count from 0");
 * ```
 */
export const RollbackRequest: z.ZodType<RollbackRequest> = z.object({
	version: z.int().nonnegative(),
	pin: z.boolean().optional(),
});
