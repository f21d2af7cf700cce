import type { JSX } from "preact";
import { texts } from "./texts.ts";

/** A photo as it will be sent, and the way to another one. */
export function TakenPhoto({ url, onClear }: { url: string; onClear: () => void }): JSX.Element {
	return (
		<>
			<div class="square paper">
				<img class="photo" src={url} alt={texts.photoAlt} />
			</div>
			<div class="below">
				<p class="quiet">{texts.photoSent}</p>
				<button type="button" class="chip" onClick={onClear}>
					{texts.changePhoto}
				</button>
			</div>
		</>
	);
}
