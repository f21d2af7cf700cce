import type { CloudOutcome, DeviceOutcome, OutcomeReport } from "@mdinference/contract";
import type { CloudReply } from "./answer.ts";
import type { RequestFacts } from "./answer_of.ts";
import { CloudError } from "./cloud.ts";
import type { DeviceReply, DeviceRunner } from "./device_runner.ts";
import type { Lane, Verdict } from "./race.ts";
import type { DecidedRace } from "./run_race.ts";

/**
 * What the gateway is told of a request. Of a side that still runs, nothing is said: a later report of the same request
 * will say it.
 *
 * @param race after its verdict
 * @param facts of the request
 */
export function reportOf(race: DecidedRace<CloudReply, DeviceReply>, facts: RequestFacts): OutcomeReport {
	const { verdict, terms, elapsedMs } = race;
	const { requestId, task, startedAtMs, runner } = facts;
	const cloud = cloudOutcome(race.cloud, (atMs) => atMs <= terms.slaMs && !wasMissed(verdict));
	const device = runner && deviceOutcome(race.device, runner);
	return {
		requestId,
		task,
		startedAtMs,
		slaMs: terms.slaMs,
		answeredBy: verdict.by === "nobody" ? "none" : verdict.by,
		reason: verdict.by === "nobody" ? "nobody" : verdict.reason,
		elapsedMs,
		...(cloud && { cloud }),
		...(device && { device }),
	};
}

/** By a clock of coarse ticks the cloud can answer at the deadline's own time, and yet after it. */
function wasMissed(verdict: Verdict): boolean {
	return verdict.by === "device" && (verdict.reason === "deadline" || verdict.reason === "device-late");
}

function cloudOutcome(lane: Lane<CloudReply>, isInTime: (atMs: number) => boolean): CloudOutcome | null {
	if (lane.state === "failed") return { status: "failed", elapsedMs: lane.atMs - lane.startMs };
	if (lane.state !== "answered") return null;
	const { elapsedMs, networkMs, stalled = false } = lane.reply;
	return { status: isInTime(lane.atMs) ? "in-time" : "late", elapsedMs, ...(!stalled && { networkMs }) };
}

function deviceOutcome(lane: Lane<DeviceReply>, { name, version }: DeviceRunner): DeviceOutcome | null {
	const model = { model: name, version };
	if (lane.state === "failed") {
		const isAbandoned = lane.error instanceof CloudError && lane.error.kind === "timeout";
		return isAbandoned
			? { ...model, status: "abandoned", serviceMs: lane.atMs - lane.startMs }
			: { ...model, status: "failed" };
	}
	if (lane.state !== "answered") return null;
	const { labels, provider, timing, cold } = lane.reply;
	const [best] = labels;
	return {
		...model,
		status: "ok",
		serviceMs: timing.inferenceMs,
		executionProvider: provider,
		...(cold !== undefined && { cold }),
		...(best && { label: best.label, confidence: Math.min(1, best.probability) }),
	};
}
