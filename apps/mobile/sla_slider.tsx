import type { JSX } from "preact";
import { duration } from "./format.ts";
import { nearestStop, slaStops } from "./sla_stops.ts";
import { texts } from "./texts.ts";

/** Chooses the deadline, and says who answers by it. */
export function SlaSlider(props: {
	slaMs: number;
	modeName: string;
	onSla: (slaMs: number) => void;
}): JSX.Element {
	const { slaMs, modeName, onSla } = props;
	const place = nearestStop(slaMs);
	const last = slaStops.length - 1;
	return (
		<div class="sla">
			<p>
				<label for="sla">{texts.sla}</label>
				<span class="mode-now" id="mode-now">
					{modeName}
				</span>
			</p>
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
