import type { JSX } from "preact";
import { duration } from "./format.ts";
import { CloudIcon, PhoneIcon } from "./icons.tsx";
import { texts } from "./texts.ts";
import type { Timeline, TimelineLane } from "./timeline.ts";

/** The race on a time axis: where the time of both sides went, the deadline, and when the answer was given. */
export function RaceTimeline({ timeline, winner }: { timeline: Timeline; winner: string }): JSX.Element {
	const { spanMs, slaMs } = timeline;
	const at = (ms: number) => `${Math.min(100, (ms / spanMs) * 100)}%`;
	return (
		<section class="race" aria-labelledby="race-title">
			<div class="race-head">
				<h3 id="race-title">{texts.race}</h3>
				<p class="deadline-key">{texts.deadline(slaMs)}</p>
			</div>
			<div class="lanes" style={{ "--deadline": at(slaMs) }}>
				{timeline.lanes.map((lane) => (
					<Lane key={lane.place} lane={lane} at={at} isWinner={lane.place === winner} />
				))}
			</div>
		</section>
	);
}

function Lane({
	lane,
	at,
	isWinner,
}: {
	lane: TimelineLane;
	at: (ms: number) => string;
	isWinner: boolean;
}): JSX.Element {
	const { place, state, segments, endMs } = lane;
	return (
		<div class={`lane ${place}`} data-state={state} data-winner={isWinner}>
			<p class="lane-head">
				{place === "cloud" ? <CloudIcon /> : <PhoneIcon />}
				<span>{texts[place]}</span>
				<span class="lane-end">{laneEnd(lane)}</span>
			</p>
			<div class="track" aria-hidden="true">
				<div class="run" style={{ width: at(endMs) }}>
					{segments.map(({ phase, startMs, endMs: segmentEndMs }) => (
						<i
							key={phase}
							class={phase}
							style={{ flexGrow: Math.max(segmentEndMs - startMs, endMs / 1000) }}
						/>
					))}
				</div>
			</div>
			{state === "answered" && (
				<ul class="phases">
					{segments.map(({ phase, startMs, endMs: segmentEndMs }) => (
						<li key={phase}>
							<i class={phase} aria-hidden="true" />
							{texts.phases[phase]} <b>{duration(segmentEndMs - startMs)}</b>
						</li>
					))}
				</ul>
			)}
		</div>
	);
}

function laneEnd({ state, endMs }: TimelineLane): string {
	if (state === "running") return texts.stillRunning;
	return state === "failed" ? texts.failedAfter(endMs) : duration(endMs);
}
