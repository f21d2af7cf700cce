import type { Answer } from "@mdinference/client";

/** What a stretch of time went into. */
export type Phase = "upload" | "queue" | "wait" | "decode" | "inference" | "return" | "open" | "failed";

/** A stretch of time, in milliseconds since the request. */
export interface Segment {
	/** What it went into. */
	phase: Phase;
	/** When it began. */
	startMs: number;
	/** When it ended. */
	endMs: number;
}

/** What one place did. */
export interface TimelineLane {
	/** Where. */
	place: "cloud" | "device";
	/** How it stands. */
	state: "running" | "answered" | "failed";
	/** Its time, in order, without gaps. */
	segments: Segment[];
	/** When it ended, or how long it has been running at the answer, in milliseconds. */
	endMs: number;
}

/** A race as it is drawn. */
export interface Timeline {
	/** Time at the right edge, in milliseconds. */
	spanMs: number;
	/** The deadline, in milliseconds. */
	slaMs: number;
	/** When the answer was given, in milliseconds. */
	answerMs: number;
	/** Those that took part. */
	lanes: TimelineLane[];
}

/** What a race looks like on a time axis that shows the deadline and all that happened. */
export function timelineOf(answer: Pick<Answer, "cloud" | "device" | "slaMs" | "elapsedMs">): Timeline {
	const lanes = [laneOf("cloud", answer), laneOf("device", answer)].filter((lane) => lane !== null);
	const endMs = Math.max(answer.slaMs, answer.elapsedMs, ...lanes.map((lane) => lane.endMs));
	return { spanMs: endMs * 1.04, slaMs: answer.slaMs, answerMs: answer.elapsedMs, lanes };
}

function laneOf(
	place: "cloud" | "device",
	answer: Pick<Answer, "cloud" | "device" | "elapsedMs">,
): TimelineLane | null {
	const lane = answer[place];
	if (lane.state === "absent" || lane.state === "waiting") return null;
	const { startMs, state } = lane;
	if (state === "running" || state === "failed") {
		const endMs = state === "failed" ? lane.atMs : answer.elapsedMs;
		const phase = state === "failed" ? "failed" : "open";
		return { place, state, segments: sequence([...waitUntil(startMs), [phase, endMs - startMs]]), endMs };
	}
	const segments = place === "cloud" ? cloudSegments(answer.cloud) : deviceSegments(answer.device);
	return { place, state: "answered", segments, endMs: lane.atMs };
}

function cloudSegments(lane: Answer["cloud"]): Segment[] {
	if (lane.state !== "answered") return [];
	const { uploadMs, queueMs, decodeMs, inferenceMs } = lane.reply.answer.timing;
	const returnMs = lane.reply.elapsedMs - uploadMs - queueMs - decodeMs - inferenceMs;
	return sequence([
		...waitUntil(lane.startMs),
		["upload", uploadMs],
		["queue", queueMs],
		["decode", decodeMs],
		["inference", inferenceMs],
		["return", returnMs],
	]);
}

function waitUntil(startMs: number): [Phase, number][] {
	return startMs > 0 ? [["wait", startMs]] : [];
}

function deviceSegments(lane: Answer["device"]): Segment[] {
	if (lane.state !== "answered") return [];
	const { decodeMs, inferenceMs } = lane.reply.timing;
	return sequence([
		["wait", lane.atMs - decodeMs - inferenceMs],
		["decode", decodeMs],
		["inference", inferenceMs],
	]);
}

function sequence(phases: [Phase, number][]): Segment[] {
	let startMs = 0;
	return phases.map(([phase, durationMs]) => {
		const endMs = startMs + Math.max(0, durationMs);
		const segment = { phase, startMs, endMs };
		startMs = endMs;
		return segment;
	});
}
