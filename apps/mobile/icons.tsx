import type { ComponentChildren, JSX } from "preact";

function Icon({ children }: { children: ComponentChildren }): JSX.Element {
	return (
		<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
			{children}
		</svg>
	);
}

/** The two lanes of a race and its deadline. */
export const Mark = (): JSX.Element => (
	<svg class="mark" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
		<rect class="mark-cloud" x="1" y="5" width="14" height="5.5" rx="2.75" />
		<rect class="mark-device" x="1" y="13.5" width="9" height="5.5" rx="2.75" />
		<rect class="mark-deadline" x="19.5" y="2" width="2.5" height="20" rx="1.25" />
	</svg>
);

/** A cloud. */
export const CloudIcon = (): JSX.Element => (
	<Icon>
		<path d="M7 18.5a4.5 4.5 0 0 1-.6-8.96 6 6 0 0 1 11.5 1.5A3.8 3.8 0 0 1 17.5 18.5z" />
	</Icon>
);

/** A phone. */
export const PhoneIcon = (): JSX.Element => (
	<Icon>
		<rect x="7" y="2.5" width="10" height="19" rx="2.5" />
		<path d="M11 18.5h2" />
	</Icon>
);

/** A pen. */
export const PenIcon = (): JSX.Element => (
	<Icon>
		<path d="M4 20l1-4.5L16.5 4a2.1 2.1 0 0 1 3 3L8 18.5z" />
	</Icon>
);

/** A camera. */
export const CameraIcon = (): JSX.Element => (
	<Icon>
		<path d="M3.5 8.5A1.5 1.5 0 0 1 5 7h2.5L9 4.5h6L16.5 7H19a1.5 1.5 0 0 1 1.5 1.5V18a1.5 1.5 0 0 1-1.5 1.5H5A1.5 1.5 0 0 1 3.5 18z" />
		<circle cx="12" cy="13" r="3.6" />
	</Icon>
);

/** A picture from the library. */
export const PictureIcon = (): JSX.Element => (
	<Icon>
		<rect x="3.5" y="4.5" width="17" height="15" rx="2" />
		<circle cx="9" cy="10" r="1.5" />
		<path d="M4 17.5l5-4.5 3.5 3 3.5-4 4.5 5" />
	</Icon>
);

/** A check mark. */
export const CheckIcon = (): JSX.Element => (
	<Icon>
		<path d="M4.5 12.5l5 5 10-11" />
	</Icon>
);

/** A cross. */
export const CrossIcon = (): JSX.Element => (
	<Icon>
		<path d="M6 6l12 12M18 6L6 18" />
	</Icon>
);

/** A clock that is turned back. */
export const HistoryIcon = (): JSX.Element => (
	<Icon>
		<path d="M4 12a8 8 0 1 0 2.6-5.9L4 8.5" />
		<path d="M4 4v4.5h4.5M12 8v4.5l3 1.8" />
	</Icon>
);

/** Two sliders. */
export const SettingsIcon = (): JSX.Element => (
	<Icon>
		<path d="M4 8h8M18 8h2M4 16h2M12 16h8" />
		<circle cx="15" cy="8" r="2.6" />
		<circle cx="9" cy="16" r="2.6" />
	</Icon>
);
