import { type Answer, type CloudReply, NoAnswerError } from "./answer.ts";
import { combine } from "./combine.ts";
import type { DeviceReply, DeviceRunner } from "./device_runner.ts";
import type { Lane } from "./race.ts";
import type { DecidedRace } from "./run_race.ts";

/** A request, as far as its answer and its report name it. */
export interface RequestFacts {
	/** Its id. */
	requestId: string;
	/** Name of the task. */
	task: string;
	/** When it was made, by this device's clock, in milliseconds since 1970. */
	startedAtMs: number;
	/** The model on this device, or null. */
	runner: DeviceRunner | null;
}

/**
 * The one answer to a request.
 *
 * @param race as it was when its verdict fell
 * @throws {NoAnswerError} where there is none
 */
export function answerOf(
	race: DecidedRace<CloudReply, DeviceReply>,
	{ requestId, startedAtMs, runner }: RequestFacts,
): Answer {
	const { verdict, terms, elapsedMs, cloud, device } = race;
	const { slaMs } = terms;
	const base = { requestId, startedAtMs, slaMs, elapsedMs, cloud, device };
	const both =
		verdict.by !== "nobody" &&
		verdict.reason === "combined" &&
		cloud.state === "answered" &&
		device.state === "answered"
			? combine(cloud.reply.answer.labels, device.reply.labels)
			: null;
	if (verdict.by === "cloud" && cloud.state === "answered") {
		const { model, labels } = cloud.reply.answer;
		const late = cloud.atMs > slaMs;
		return {
			...base,
			...verdict,
			late,
			labels: both ?? labels,
			model: { ...model, accuracy: cloud.accuracy },
		};
	}
	if (verdict.by === "device" && device.state === "answered" && runner !== null) {
		const { labels, provider } = device.reply;
		const { name, version, accuracy } = runner;
		const late = device.atMs > slaMs;
		return {
			...base,
			...verdict,
			late,
			labels: both ?? labels,
			model: { name, version, accuracy, provider },
		};
	}
	throw new NoAnswerError(requestId, errorOf(cloud), errorOf(device));
}

function errorOf<T>(lane: Lane<T>): Error | null {
	return lane.state === "failed" ? lane.error : null;
}
