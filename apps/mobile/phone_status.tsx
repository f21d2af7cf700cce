import type { JSX } from "preact";
import type { PhoneStatus } from "./phone_status_of.ts";
import { cloudErrorSentence, deviceErrorSentence, texts } from "./texts.ts";

/** How the model on this phone stands, in one line. */
export function PhoneStatusLine({
	phone,
	onRetry,
}: {
	phone: PhoneStatus;
	onRetry: () => void;
}): JSX.Element {
	return (
		<p class="phone-status" id="phone-status" data-state={phone.state}>
			<span class="dot" aria-hidden="true" />
			<span>{sentence(phone)}</span>
			{phone.state === "failed" && (
				<button type="button" class="link" onClick={onRetry}>
					{texts.phone.retry}
				</button>
			)}
		</p>
	);
}

function sentence(phone: PhoneStatus): string {
	switch (phone.state) {
		case "waiting":
			return texts.phone.waiting;
		case "none":
			return texts.phone.none;
		case "loading":
			return texts.phone.loading(phone.model);
		case "ready":
			return texts.phone.ready(phone.model);
		case "failed": {
			const explain = phone.error.name === "DeviceError" ? deviceErrorSentence : cloudErrorSentence;
			return `${texts.phone.failed} ${explain(phone.error)}`;
		}
	}
}
