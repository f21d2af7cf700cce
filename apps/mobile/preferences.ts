import type { ClientMode } from "@mdinference/client";

/** Which colours the page has: those that the phone wants, or always one of them. */
export type Theme = "auto" | "light" | "dark";

/** What somebody has chosen on this phone, and what is not chosen yet. */
export interface Preferences {
	/** Deadline, in milliseconds. */
	slaMs?: number;
	/** Who answers. */
	mode?: ClientMode;
	/** The colours. */
	theme?: Theme;
}

/** All modes, in the order in which they are offered. */
export const modes: readonly ClientMode[] = [
	"duplicate",
	"duplicate-late",
	"prefer-cloud",
	"prefer-device",
	"only-cloud",
	"only-device",
];

/** All themes, in the order in which they are offered. */
export const themes: readonly Theme[] = ["auto", "light", "dark"];

const key = "mdi-preferences";

/** Reads what was chosen from stored text; what makes no sense there, of another version say, is passed over. */
export function parsePreferences(text: string | null): Preferences {
	const { slaMs, mode, theme } = parseObject(text ?? "");
	const chosenMode = modes.find((known) => known === mode);
	const chosenTheme = themes.find((known) => known === theme);
	return {
		...(typeof slaMs === "number" && slaMs > 0 && slaMs <= 60_000 && { slaMs }),
		...(chosenMode && { mode: chosenMode }),
		...(chosenTheme && { theme: chosenTheme }),
	};
}

/** What was chosen on this phone; nothing where the browser refuses its storage. */
export function loadPreferences(): Preferences {
	try {
		return parsePreferences(localStorage.getItem(key));
	} catch {
		return {};
	}
}

/** Keeps what was chosen, where the browser lets it. */
export function savePreferences(preferences: Preferences): void {
	try {
		localStorage.setItem(key, JSON.stringify(preferences));
	} catch {
		// Storage is refused or full: the choice lasts until the page is closed.
	}
}

function parseObject(text: string): Partial<Record<keyof Preferences, unknown>> {
	try {
		const value: unknown = JSON.parse(text);
		return typeof value === "object" && value !== null ? value : {};
	} catch {
		return {};
	}
}
