import type { DeviceRunner } from "./device_runner.ts";
import type { RaceTerms } from "./race.ts";

/**
 * Where a request is answered, that is, when each side starts:
 *
 * - `duplicate`: both at once (the paper's duplication)
 * - `duplicate-late`: the device at the last moment at which it still meets the deadline, or when the cloud has failed;
 *   most answers then cost no battery
 * - `prefer-cloud`: the device when the cloud has failed, or has not answered by the deadline
 * - `prefer-device`: the cloud when the device has failed, has not answered by the deadline, or is not ready
 * - `only-cloud`, `only-device`: one of them
 */
export type ClientMode =
	| "duplicate"
	| "duplicate-late"
	| "prefer-cloud"
	| "prefer-device"
	| "only-cloud"
	| "only-device";

/** When each side of a race starts. */
export interface Starts {
	/** The cloud. */
	readonly cloud: RaceTerms["cloud"];
	/** The device. */
	readonly device: RaceTerms["device"];
	/** When a device that waits starts, should nothing start it earlier, in milliseconds since the request. */
	readonly deviceStartMs?: number;
	/** Whether the device can be counted on by the deadline, so that the gateway may be told of it. */
	readonly isCovered: boolean;
}

/** What decides when the sides start. */
export interface StartConditions {
	/** The deadline, in milliseconds since the request. */
	slaMs: number;
	/** The model on this device, or null. */
	device: DeviceRunner | null;
	/** Copies of earlier requests that the device still has to run. */
	copiesAhead: number;
	/** Whether this is one of the requests whose copy runs at once whatever the mode saves. */
	isHoldout: boolean;
}

/** Runs without which no 99th percentile is known: the next one exceeds the longest of 99 with a probability of 1 %. */
const neededRuns = 99;

/** How late a timer may fire in a busy browser, in milliseconds: the project's own limit for it. */
const timerSlackMs = 8;

/**
 * When each side of a request starts.
 *
 * @param mode where requests are answered
 * @param conditions of this request
 *
 * @example
 * ```ts
 * import { startsOf } from "@mdinference/client";
 *
 * const device = {
 * 	name: "characters-nano",
 * 	version: "1.0.0",
 * 	accuracy: 0.7,
 * 	state: "ready",
 * 	profile: { samples: 200, p50Ms: 11, p99Ms: 22 },
 * 	infer: () => Promise.reject(new Error("not asked")),
 * } as const;
 * const conditions = { slaMs: 250, device, copiesAhead: 0, isHoldout: false };
 * if (startsOf("duplicate-late", conditions).deviceStartMs !== 220) throw new Error("250 - 22 - 8 ms of slack");
 * if (startsOf("duplicate", conditions).device !== "running") throw new Error("at once");
 * ```
 */
export function startsOf(mode: ClientMode, conditions: StartConditions): Starts {
	const { device } = conditions;
	const isReady = device?.state === "ready";
	if (mode === "only-device")
		return { cloud: "absent", device: device ? "running" : "absent", isCovered: true };
	if (mode === "only-cloud" || device === null)
		return { cloud: "running", device: "absent", isCovered: false };
	if (mode === "prefer-cloud") return { cloud: "running", device: "waiting", isCovered: false };
	if (mode === "prefer-device" && isReady) return { cloud: "waiting", device: "running", isCovered: false };
	const deviceStartMs = mode === "duplicate-late" ? lastStartMs(conditions) : 0;
	if (deviceStartMs === 0) return { cloud: "running", device: "running", isCovered: isReady };
	return { cloud: "running", device: "waiting", deviceStartMs, isCovered: isReady };
}

function lastStartMs({ slaMs, device, copiesAhead, isHoldout }: StartConditions): number {
	const profile = device?.profile ?? null;
	if (isHoldout || device?.state !== "ready" || profile === null || profile.samples < neededRuns) return 0;
	return Math.max(0, slaMs - (copiesAhead + 1) * profile.p99Ms - timerSlackMs);
}
