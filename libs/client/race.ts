/** Why an answer is the one that was given. */
export type AnswerReason =
	/** The cloud answered before the deadline. */
	| "cloud-in-time"
	/** The deadline passed with nothing from the device; the cloud answered later. */
	| "cloud-late"
	/** The cloud had not answered when the deadline passed; the device had. */
	| "deadline"
	/** Nobody had answered when the deadline passed; the device came first. */
	| "device-late"
	/** The cloud failed, so the device's answer was given as soon as it was there. */
	| "cloud-failed"
	/** Both answered before the deadline, and the device's model is the more accurate one. */
	| "device-more-accurate"
	/** No copy ran on the device. */
	| "only-cloud"
	/** The request did not go to the cloud. */
	| "only-device";

/** One of the two places where a request is answered. */
export type Lane<T> =
	| {
			/** It takes no part. */
			state: "absent";
	  }
	| {
			/** It has not answered yet. */
			state: "running";
	  }
	| {
			/** It answered. */
			state: "answered";
			/** When the reply arrived, in milliseconds since the request. */
			atMs: number;
			/** A(m) of the model that answered, in [0, 1], or null where it is not known. */
			accuracy: number | null;
			/** What it said. */
			reply: T;
	  }
	| {
			/** It failed. */
			state: "failed";
			/** When, in milliseconds since the request. */
			atMs: number;
			/** Why. */
			error: Error;
	  };

/** Whose answer is given, and why; `nobody` once both have failed. */
export type Verdict = { by: "cloud" | "device"; reason: AnswerReason } | { by: "nobody" };

/** A race between the cloud and a copy on the device, at one moment. Immutable. */
export interface Race<C, D> {
	/** The deadline, in milliseconds since the request. */
	readonly slaMs: number;
	/** The deadline has passed. */
	readonly expired: boolean;
	/** The cloud. */
	readonly cloud: Lane<C>;
	/** The device. */
	readonly device: Lane<D>;
	/** The decision, or null before it. It never changes. */
	readonly verdict: Verdict | null;
}

/** What can happen in a race, with its time in milliseconds since the request, taken where it happened. */
export type RaceEvent<C, D> =
	| { lane: "cloud"; outcome: Outcome<C> }
	| { lane: "device"; outcome: Outcome<D> }
	| { lane: "deadline" };

/** How a lane ends. */
export type Outcome<T> = Extract<Lane<T>, { state: "answered" | "failed" }>;

/**
 * A race at its start.
 *
 * @param slaMs the deadline, in milliseconds since the request
 * @param lanes who takes part
 *
 * @example
 * ```ts
 * import { startRace } from "@mdinference/client";
 *
 * const race = startRace(250, { cloud: true, device: false });
 * if (race.verdict !== null) throw new Error("a race starts undecided");
 * ```
 */
export function startRace<C, D>(slaMs: number, lanes: { cloud: boolean; device: boolean }): Race<C, D> {
	const lane = (runs: boolean): { state: "running" | "absent" } => ({ state: runs ? "running" : "absent" });
	return { slaMs, expired: false, cloud: lane(lanes.cloud), device: lane(lanes.device), verdict: null };
}

/**
 * The race after an event. Before the deadline the cloud's answer is given as it comes, the device's only once the
 * cloud has failed; at the deadline the device's, if it is there; after it, whatever comes first (section IV of the
 * paper). A lane's second outcome is ignored, and so is everything for the verdict once there is one.
 *
 * Times decide, not the order of the calls: a timer that fires late changes nothing.
 *
 * @param race the race before
 * @param event what happened
 *
 * @example
 * ```ts
 * import { startRace, stepRace } from "@mdinference/client";
 *
 * let race = startRace<string, string>(250, { cloud: true, device: true });
 * const outcome = { state: "answered", atMs: 30, accuracy: 0.8, reply: "7" } as const;
 * race = stepRace(race, { lane: "device", outcome });
 * if (race.verdict !== null) throw new Error("the device waits for the cloud");
 * race = stepRace(race, { lane: "deadline" });
 * if (race.verdict?.by !== "device") throw new Error("but not beyond the deadline");
 * ```
 */
export function stepRace<C, D>(race: Race<C, D>, event: RaceEvent<C, D>): Race<C, D> {
	const next = advance(race, event);
	return race.verdict === null ? { ...next, verdict: judge(next) } : next;
}

function advance<C, D>(race: Race<C, D>, event: RaceEvent<C, D>): Race<C, D> {
	if (event.lane === "deadline") return { ...race, expired: true };
	const expired = race.expired || event.outcome.atMs > race.slaMs;
	if (race[event.lane].state !== "running") return { ...race, expired };
	return { ...race, expired, [event.lane]: event.outcome };
}

function judge<C, D>({ slaMs, expired, cloud, device }: Race<C, D>): Verdict | null {
	if (cloud.state === "answered" && cloud.atMs <= slaMs) {
		if (device.state === "absent") return { by: "cloud", reason: "only-cloud" };
		return isBetter(device, cloud, slaMs)
			? { by: "device", reason: "device-more-accurate" }
			: { by: "cloud", reason: "cloud-in-time" };
	}
	if (device.state === "answered") {
		if (cloud.state === "absent") return { by: "device", reason: "only-device" };
		if (cloud.state === "failed") return { by: "device", reason: "cloud-failed" };
		if (expired) return { by: "device", reason: device.atMs <= slaMs ? "deadline" : "device-late" };
		return null;
	}
	if (cloud.state === "answered") {
		return { by: "cloud", reason: device.state === "absent" ? "only-cloud" : "cloud-late" };
	}
	return cloud.state === "running" || device.state === "running" ? null : { by: "nobody" };
}

function isBetter<C, D>(device: Lane<D>, cloud: Lane<C>, slaMs: number): boolean {
	if (device.state !== "answered" || cloud.state !== "answered" || device.atMs > slaMs) return false;
	return device.accuracy !== null && cloud.accuracy !== null && device.accuracy > cloud.accuracy;
}
