import type { LatencySummary, ModelProfileState } from "@mdinference/profile";

/** Where a model runs. */
export type Place = "cloud" | "device";

/** Why a profile version was made. */
export type ProfileCause = "start" | "refresh" | "drift" | "rollback" | "pin" | "unpin";

/** Readings behind a version or an alarm, flat, so that anything can read them. */
export type Evidence = Readonly<Record<string, number | string>>;

/** What selections know of a model in the cloud from one moment on: of a pinned one, what it is pinned to. */
export interface ProfileVersion {
	/** Name of the task. */
	task: string;
	/** Name of the model. */
	model: string;
	/** The task's version at which this became known. */
	version: number;
	/** Why it was made. */
	cause: ProfileCause;
	/** In words: what changed, and by how much. */
	explanation: string;
	/** When, in milliseconds since 1970. */
	atMs: number;
	/** Service time of warm runs; null before the first. */
	service: LatencySummary | null;
	/** A(m), in [0, 1]. */
	accuracy: number;
	/** Weight of the labels behind it, beyond the published accuracy. */
	labels: number;
	/** Whether it stays as it is until it is unpinned. */
	pinned: boolean;
	/** Readings behind it; null where the cause says it all. */
	evidence: Evidence | null;
	/** All that brings it back. */
	state: ModelProfileState;
}

/** What drifted: one model's service time or accuracy, the queue in front of all, or all models at once: the machine. */
export type DriftKind = "service-time" | "accuracy" | "queue" | "host";

/** An alarm. */
export interface DriftEvent {
	/** Name of the task. */
	task: string;
	/** Name of the model; null for the queue and the host. */
	model: string | null;
	/** Where it runs. */
	place: Place;
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
	/** The task's version that was made of it. */
	profileVersion: number;
	/** Readings behind it: statistic, threshold, samples, recent, before and after. */
	evidence: Evidence;
}

/** Something that a controller has to say. */
export type ControllerEvent =
	| { type: "profile-version"; version: ProfileVersion }
	| { type: "drift"; drift: DriftEvent };
