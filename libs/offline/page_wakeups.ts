import type { Wakeups } from "@mdinference/client";

/** Calls back when the network has come back, and when somebody looks at the page again. */
export const pageWakeups: Wakeups = (wake) => {
	const stop = new AbortController();
	const { signal } = stop;
	const look = () => {
		if (document.visibilityState === "visible") wake();
	};
	addEventListener("online", wake, { signal });
	// A page that comes back from the back/forward cache says no more than this.
	addEventListener("pageshow", wake, { signal });
	document.addEventListener("visibilitychange", look, { signal });
	return () => stop.abort();
};
