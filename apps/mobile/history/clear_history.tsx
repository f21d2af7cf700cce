import type { JSX } from "preact";
import { useRef } from "preact/hooks";
import { texts } from "../texts.ts";

/** Forgets the history, after it was asked whether that is meant. */
export function ClearHistory({ count, onClear }: { count: number; onClear: () => void }): JSX.Element {
	const dialog = useRef<HTMLDialogElement>(null);
	return (
		<>
			<button type="button" class="chip" id="clear-history" onClick={() => dialog.current?.showModal()}>
				{texts.history.clear}
			</button>
			<dialog
				ref={dialog}
				class="confirm"
				id="confirm-clear"
				role="alertdialog"
				aria-labelledby="confirm-title"
				aria-describedby="confirm-about"
				onClose={(event) => {
					if (event.currentTarget.returnValue === "clear") onClear();
				}}
			>
				<form method="dialog">
					<h3 id="confirm-title">{texts.history.confirm(count)}</h3>
					<p id="confirm-about">{texts.history.confirmAbout}</p>
					<div class="confirm-buttons">
						<button type="submit" value="keep" class="secondary">
							{texts.history.keep}
						</button>
						<button type="submit" value="clear" class="danger" id="really-clear">
							{texts.history.clear}
						</button>
					</div>
				</form>
			</dialog>
		</>
	);
}
