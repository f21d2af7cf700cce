import type { JSX } from "preact";
import { modes, type Preferences, themes } from "./preferences.ts";
import { texts } from "./texts.ts";

/** Chooses who answers, and the colours. */
export function SettingsView({
	preferences,
	onChoose,
}: {
	preferences: Preferences;
	onChoose: (choice: Preferences) => void;
}): JSX.Element {
	const { mode = "duplicate", theme = "auto" } = preferences;
	return (
		<>
			<fieldset class="segments">
				<legend>{texts.theme}</legend>
				<div>
					{themes.map((one) => (
						<label key={one}>
							<input
								type="radio"
								name="theme"
								value={one}
								checked={one === theme}
								onChange={() => onChoose({ theme: one })}
							/>
							{texts.themes[one]}
						</label>
					))}
				</div>
			</fieldset>
			<fieldset class="options">
				<legend>{texts.mode}</legend>
				{modes.map((one) => (
					<label key={one} class="option">
						<input
							type="radio"
							name="mode"
							value={one}
							checked={one === mode}
							aria-describedby={`about-${one}`}
							onChange={() => onChoose({ mode: one })}
						/>
						<b>{texts.modes[one].name}</b>
						<span id={`about-${one}`}>{texts.modes[one].about}</span>
					</label>
				))}
			</fieldset>
		</>
	);
}
