import type { JSX } from "preact";
import { HistoryIcon, PhoneIcon, SettingsIcon } from "./icons.tsx";
import { texts } from "./texts.ts";

/** The sheets that come up over the page. */
export type SheetName = keyof typeof texts.sheets;

const items: readonly [SheetName, () => JSX.Element][] = [
	["history", HistoryIcon],
	["settings", SettingsIcon],
	["phone", PhoneIcon],
];

/** Opens the sheets; at the bottom, where the thumb is. */
export function NavBar({ onOpen }: { onOpen: (sheet: SheetName) => void }): JSX.Element {
	return (
		<nav class="nav" aria-label={texts.more}>
			{items.map(([sheet, Icon]) => (
				<button
					type="button"
					key={sheet}
					id={`open-${sheet}`}
					aria-haspopup="dialog"
					onClick={() => onOpen(sheet)}
				>
					<Icon />
					{texts.sheets[sheet]}
				</button>
			))}
		</nav>
	);
}
