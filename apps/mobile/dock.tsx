import type { ClientMode } from "@mdinference/client";
import type { JSX } from "preact";
import { NavBar, type SheetName } from "./nav_bar.tsx";
import { PhoneStatusLine } from "./phone_status.tsx";
import type { PhoneStatus } from "./phone_status_of.ts";
import { SlaSlider } from "./sla_slider.tsx";
import { texts } from "./texts.ts";

/** All that is pressed with the thumb: the deadline, the question, and the way to everything else. */
export function Dock(props: {
	phone: PhoneStatus;
	onRetry: () => void;
	slaMs: number;
	mode: ClientMode;
	onSla: (slaMs: number) => void;
	isAsked: boolean;
	canAsk: boolean;
	error: string | null;
	onAsk: () => void;
	onNew: () => void;
	onOpen: (sheet: SheetName) => void;
}): JSX.Element {
	const { phone, onRetry, slaMs, mode, onSla, isAsked, canAsk, error, onAsk, onNew, onOpen } = props;
	return (
		<section class="dock" aria-label={texts.controls}>
			<PhoneStatusLine phone={phone} onRetry={onRetry} />
			<SlaSlider slaMs={slaMs} modeName={texts.modes[mode].name} onSla={onSla} />
			{error !== null && (
				<p class="problem" id="ask-error" role="alert">
					{error}
				</p>
			)}
			<div class="actions">
				{isAsked && (
					<button type="button" id="new" class="secondary" onClick={onNew}>
						{texts.fresh}
					</button>
				)}
				<button type="button" id="ask" class="primary" disabled={!canAsk} onClick={onAsk}>
					{isAsked ? texts.again : texts.ask}
				</button>
			</div>
			<NavBar onOpen={onOpen} />
		</section>
	);
}
