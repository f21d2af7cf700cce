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
	| "only-device"
	/** Both answered before the deadline, and their answers were combined. */
	| "combined";

/** How one of the two places that may answer ended. */
export type Outcome<T> =
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

/** An outcome, and when what led to it had started. */
export type Ended<T> = Outcome<T> & {
	/** When it started, in milliseconds since the request. */
	startMs: number;
};

/** One of the two places where a request is answered. */
export type Lane<T> =
	| {
			/** It takes no part. */
			state: "absent";
	  }
	| {
			/** It starts when the other one fails, or when its own time comes, or at the deadline; or never. */
			state: "waiting";
	  }
	| {
			/** It has started, and has not answered yet. */
			state: "running";
			/** When it started, in milliseconds since the request. */
			startMs: number;
	  }
	| Ended<T>;

/** Whose answer is given, and why; `nobody` once both have failed. */
export type Verdict = { by: "cloud" | "device"; reason: AnswerReason } | { by: "nobody" };

/** Who takes part in a race, and when each starts. */
export interface RaceTerms {
	/** The deadline, in milliseconds since the request. */
	readonly slaMs: number;
	/** The cloud: starts at once, waits, or takes no part. */
	readonly cloud: "running" | "waiting" | "absent";
	/** The device: starts at once, waits, or takes no part. */
	readonly device: "running" | "waiting" | "absent";
	/** A(m) of the device's model, in [0, 1], or null where it is not known. Default: null. */
	readonly deviceAccuracy?: number | null;
	/** Whether two answers in time are combined. Default: false. */
	readonly combine?: boolean;
}

/** A race between the cloud and a copy on the device, at one moment. Immutable. */
export interface Race<C, D> {
	/** Who takes part, by when. */
	readonly terms: RaceTerms;
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
	| { lane: "start"; atMs: number }
	| { lane: "deadline"; atMs: number };

/**
 * A race before anything has happened. One that would wait for somebody who takes no part starts at once.
 *
 * @param terms who takes part, by when
 *
 * @example
 * ```ts
 * import { startRace } from "@mdinference/client";
 *
 * const race = startRace({ slaMs: 250, cloud: "running", device: "absent" });
 * if (race.verdict !== null) throw new Error("a race starts undecided");
 * ```
 */
export function startRace<C, D>(terms: RaceTerms): Race<C, D> {
	const cloud = terms.cloud === "waiting" && terms.device !== "running" ? "running" : terms.cloud;
	const device = terms.device === "waiting" && cloud !== "running" ? "running" : terms.device;
	return { terms, expired: false, cloud: laneOf(cloud), device: laneOf(device), verdict: null };
}

/**
 * The race after an event. Before the deadline the cloud's answer is given as it comes, unless a running device is known
 * to be more accurate; the device's only once the cloud has failed. At the deadline the device's is given, if it is
 * there; after it, whatever comes first (section IV-E of the paper). Who waits starts when the other fails, when its
 * time comes, or at the deadline, and never after the verdict. A lane's second outcome is ignored, and so is everything
 * for the verdict once there is one.
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
 * let race = startRace<string, string>({ slaMs: 250, cloud: "running", device: "running" });
 * const outcome = { state: "answered", atMs: 30, accuracy: 0.8, reply: "7" } as const;
 * race = stepRace(race, { lane: "device", outcome });
 * if (race.verdict !== null) throw new Error("the device waits for the cloud");
 * race = stepRace(race, { lane: "deadline", atMs: 250 });
 * if (race.verdict?.by !== "device") throw new Error("but not beyond the deadline");
 * ```
 */
export function stepRace<C, D>(race: Race<C, D>, event: RaceEvent<C, D>): Race<C, D> {
	const next = advance(race, event);
	return race.verdict === null ? { ...next, verdict: judge(next) } : next;
}

function laneOf(start: RaceTerms["cloud"]): Lane<never> {
	return start === "running" ? { state: "running", startMs: 0 } : { state: start };
}

function advance<C, D>(race: Race<C, D>, event: RaceEvent<C, D>): Race<C, D> {
	if (event.lane === "start") return startWaiting(race, event.atMs);
	if (event.lane === "deadline") return startWaiting({ ...race, expired: true }, event.atMs);
	const { lane, outcome } = event;
	const expired = race.expired || outcome.atMs > race.terms.slaMs;
	const before = race[lane];
	if (before.state !== "running") return { ...race, expired };
	const next = { ...race, expired, [lane]: { ...outcome, startMs: before.startMs } };
	return outcome.state === "failed" ? startWaiting(next, outcome.atMs) : next;
}

function startWaiting<C, D>(race: Race<C, D>, startMs: number): Race<C, D> {
	if (race.verdict !== null) return race;
	const start = <T>(lane: Lane<T>): Lane<T> =>
		lane.state === "waiting" ? { state: "running", startMs } : lane;
	return { ...race, cloud: start(race.cloud), device: start(race.device) };
}

function judge<C, D>({ terms, expired, cloud, device }: Race<C, D>): Verdict | null {
	const { slaMs, deviceAccuracy = null, combine = false } = terms;
	if (cloud.state === "answered" && cloud.atMs <= slaMs) {
		if (device.state === "absent") return { by: "cloud", reason: "only-cloud" };
		const isDeviceBetter = cloud.accuracy !== null && (deviceAccuracy ?? 0) > cloud.accuracy;
		if (device.state === "answered" && device.atMs <= slaMs) {
			const by = isDeviceBetter ? "device" : "cloud";
			if (combine) return { by, reason: "combined" };
			return { by, reason: isDeviceBetter ? "device-more-accurate" : "cloud-in-time" };
		}
		const isWorthWaiting = device.state === "running" && (isDeviceBetter || combine);
		return isWorthWaiting && !expired ? null : { by: "cloud", reason: "cloud-in-time" };
	}
	if (device.state === "answered") {
		if (cloud.state === "absent" || cloud.state === "waiting") return { by: "device", reason: "only-device" };
		if (cloud.state === "failed") return { by: "device", reason: "cloud-failed" };
		if (expired) return { by: "device", reason: device.atMs <= slaMs ? "deadline" : "device-late" };
		return null;
	}
	if (cloud.state === "answered") {
		return { by: "cloud", reason: device.state === "absent" ? "only-cloud" : "cloud-late" };
	}
	return cloud.state === "running" || device.state === "running" ? null : { by: "nobody" };
}
