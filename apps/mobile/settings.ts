/** What the page's address may choose. */
export interface Settings {
	/** Base URL of the gateway, without a slash at its end; empty for the page's own origin. `?gateway=`. */
	gateway: string;
	/** Name of the task. `?task=`. */
	task: string;
	/** Deadline at the start, in milliseconds. `?sla=`. */
	slaMs: number;
}

/** Reads the settings from the page's address; what makes no sense there is passed over. */
export function readSettings(address: string): Settings {
	const { searchParams } = new URL(address);
	const gateway = searchParams.get("gateway") ?? "";
	const slaMs = Number(searchParams.get("sla"));
	return {
		gateway: URL.canParse(gateway) ? gateway.replace(/\/+$/, "") : "",
		task: searchParams.get("task") ?? "characters",
		slaMs: slaMs > 0 && slaMs <= 60_000 ? slaMs : 250,
	};
}
