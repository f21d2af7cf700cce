/** What the page's address may choose. */
export interface Settings {
	/** Base URL of the gateway, http(s), without a slash at its end; empty for the page's own origin. `?gateway=`. */
	gateway: string;
	/** Name of the task; null where the address chooses none. `?task=`. */
	task: string | null;
	/** Deadline at the start, in milliseconds; null where the address chooses none. `?sla=`. */
	slaMs: number | null;
}

/** Reads the settings from the page's address; what makes no sense there is passed over. */
export function readSettings(address: string): Settings {
	const { searchParams } = new URL(address);
	const slaMs = Number(searchParams.get("sla"));
	return {
		gateway: readGateway(searchParams.get("gateway") ?? ""),
		task: searchParams.get("task") || null,
		slaMs: slaMs > 0 && slaMs <= 60_000 ? slaMs : null,
	};
}

/**
 * Host of a gateway that is not the page's own server, as `example.com` or `example.com:8787`, or null. Anyone can make
 * a link with `?gateway=`, so whoever follows it is told where the pictures go.
 */
export function foreignHost(gateway: string, address: string): string | null {
	if (gateway === "") return null;
	const { origin, host } = new URL(gateway);
	return origin === new URL(address).origin ? null : host;
}

/**
 * Where a path at the gateway is, `/v1/tasks` say. A gateway may stand at a path of its own, which `new URL(path, gateway)`
 * would drop.
 */
export function urlAtGateway(path: string, gateway: string, address: string): URL {
	return new URL(`${gateway}${path}`, address);
}

function readGateway(text: string): string {
	if (text === "") return "";
	try {
		// No URL.canParse(): Safari before 17 and Chrome before 120 have none, and without this function there is no page.
		const { protocol, origin, pathname } = new URL(text);
		return protocol === "http:" || protocol === "https:" ? `${origin}${pathname}`.replace(/\/+$/, "") : "";
	} catch {
		return "";
	}
}
