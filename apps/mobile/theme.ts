import type { Theme } from "./preferences.ts";

const id = "chosen-theme-color";

/** Gives the page its colours, and the browser's own bar those of the page. */
export function applyTheme(theme: Theme): void {
	const root = document.documentElement;
	document.getElementById(id)?.remove();
	if (theme === "auto") {
		delete root.dataset.theme;
		return;
	}
	root.dataset.theme = theme;
	// The first one that applies counts: this one goes before those that follow the phone's own scheme.
	const meta = Object.assign(document.createElement("meta"), { id, name: "theme-color" });
	meta.content = getComputedStyle(root).backgroundColor;
	document.head.prepend(meta);
}
