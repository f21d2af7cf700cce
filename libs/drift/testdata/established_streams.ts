import type { Detector } from "../detector.ts";
import established from "./established.json" with { type: "json" };

interface Segment {
	length: number;
	rate?: number;
	offset?: number;
	scale?: number;
}

/** The frozen stream of a name: digits as they are, or made by the generator that established.py describes. */
export function establishedStream(name: string): number[] {
	const digits = (established.digits as Record<string, string>)[name];
	if (digits !== undefined) return Array.from(digits, Number);
	const { seed, segments } = (
		established.definitions as Record<string, { seed: number; segments: Segment[] }>
	)[name]!;
	let state = seed;
	return segments.flatMap(({ length, rate, offset = 0, scale = 1 }) =>
		Array.from({ length }, () => {
			state = (16807 * state) % (2 ** 31 - 1);
			const u = state / (2 ** 31 - 1);
			return rate === undefined ? offset + scale * u : Number(u < rate);
		}),
	);
}

/** Alarms that are published or transcribed for a detector, each with the stream and the options. */
export function establishedAlarms(detector: string) {
	const published = established.published
		.filter((entry) => entry.detector === detector)
		.map(({ stream, options = {}, at }) => ({
			stream,
			options,
			alarms: at.map((position) => ({ at: position })),
		}));
	const transcribed = established.transcribed
		.filter((entry) => entry.detector === detector)
		.map(({ stream, alarms }) => ({ stream, options: {}, alarms }));
	return { published, transcribed };
}

/** Every alarm that a detector gives on a stream, with its position. */
export function alarmsOf(detector: Detector, values: Iterable<number>) {
	return Array.from(values, (value, at) => ({ at, ...detector.update(value) })).filter(
		(alarm) => alarm.detector !== undefined,
	);
}
