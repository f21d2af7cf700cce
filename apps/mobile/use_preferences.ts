import { useCallback, useLayoutEffect, useState } from "preact/hooks";
import { loadPreferences, type Preferences, savePreferences } from "./preferences.ts";
import { applyTheme } from "./theme.ts";

/** Keeps what is chosen on this phone, and gives the page the chosen colours. */
export function usePreferences(): [Preferences, (choice: Preferences) => void] {
	const [preferences, setPreferences] = useState<Preferences>(loadPreferences);
	const choose = useCallback((choice: Preferences) => {
		// Another tab may have chosen something since.
		const next = { ...loadPreferences(), ...choice };
		savePreferences(next);
		setPreferences((current) => ({ ...current, ...choice }));
	}, []);
	const { theme = "auto" } = preferences;
	useLayoutEffect(() => applyTheme(theme), [theme]);
	return [preferences, choose];
}
