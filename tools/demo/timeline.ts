import { cast } from "./cast.ts";
import type { Conditions } from "./conditions.ts";
import type { TrafficRun } from "./run_traffic.ts";
import { type Phase, phaseTimes } from "./schedule.ts";
import { phoneAnswers, type Tally, tally } from "./tally.ts";

/** A piece of a time line. */
export interface TimelinePoint extends Tally {
	/** Its middle, in seconds since the start. */
	seconds: number;
}

/** About so many requests make a point: fewer are noise, more hide how soon something changes. */
const perPoint = 36;

/**
 * A run over time. No piece crosses the border of phases.
 *
 * @param ratePerSecond the usual rate
 */
export function timeline(
	run: TrafficRun,
	phases: readonly Phase[],
	{ conditions, ratePerSecond }: { conditions: Conditions; ratePerSecond: number },
): TimelinePoint[] {
	const times = phaseTimes(phases);
	return phases.flatMap((phase, index) => {
		const pieces = Math.max(1, Math.round((phase.seconds * ratePerSecond * phase.rate) / perPoint));
		const pieceMs = (1000 * phase.seconds) / pieces;
		return Array.from({ length: pieces }, (_, piece) => {
			const fromMs = times[index]! + piece * pieceMs;
			const some = run.results.filter(
				({ phase: its, sentAtMs }) =>
					its === index && Math.min(pieces - 1, Math.floor((sentAtMs - times[index]!) / pieceMs)) === piece,
			);
			return { seconds: (fromMs + pieceMs / 2) / 1000, ...tally(some, phase.condition, conditions) };
		}).filter(({ requests }) => requests > 0);
	});
}

/** Shares of who answered, for areas that stack: from the phone up to the slowest model. */
export function usageOverTime(
	points: readonly TimelinePoint[],
): { seconds: number; model: string; share: number }[] {
	return [phoneAnswers, ...cast].flatMap((model) =>
		points.map(({ seconds, usage }) => ({ seconds, model, share: usage[model]! })),
	);
}
