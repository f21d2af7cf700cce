import type { ComponentChildren, JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { texts } from "./texts.ts";

/**
 * A dialog that comes up from the bottom edge, with its way out where the thumb is. The browser keeps the focus inside
 * and gives it back to what has opened the dialog.
 */
export function Sheet(props: {
	id: string;
	title: string;
	onClose: () => void;
	children: ComponentChildren;
}): JSX.Element {
	const { id, title, onClose, children } = props;
	const dialog = useRef<HTMLDialogElement>(null);
	const heading = useRef<HTMLHeadingElement>(null);
	useLayoutEffect(() => {
		dialog.current?.showModal();
		heading.current?.focus();
	}, []);
	const close = () => dialog.current?.close();
	return (
		<dialog
			ref={dialog}
			id={id}
			class="sheet"
			aria-labelledby={`${id}-title`}
			onClose={onClose}
			closedby="any"
		>
			<div class="sheet-body">
				<h2 id={`${id}-title`} ref={heading} tabIndex={-1}>
					{title}
				</h2>
				{children}
				<div class="sheet-end">
					<button type="button" class="secondary" onClick={close}>
						{texts.done}
					</button>
				</div>
			</div>
		</dialog>
	);
}
