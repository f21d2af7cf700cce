import type { JSX } from "preact";
import { nearestStop, slaStops } from "./sla_stops.ts";
import { duration, texts } from "./texts.ts";

/** Chooses the deadline. */
export function SlaSlider({ slaMs, onSla }: { slaMs: number; onSla: (slaMs: number) => void }): JSX.Element {
	const place = nearestStop(slaMs);
	const last = slaStops.length - 1;
	return (
		<div class="sla">
			<label for="sla">{texts.sla}</label>
			<span class="sla-value" aria-hidden="true">
				{duration(slaMs)}
			</span>
			<input
				id="sla"
				type="range"
				min={0}
				max={last}
				step={1}
				value={place}
				aria-valuetext={duration(slaMs)}
				style={{ "--filled": place / last }}
				onInput={(event) => onSla(slaStops[Number(event.currentTarget.value)]!)}
			/>
		</div>
	);
}
