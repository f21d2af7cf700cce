/** What a page can do without, and would rather have. */
export type Feature = "camera" | "offline" | "keeping" | "webgpu" | "threads";

/** What a browser lets a page do. */
export interface Surroundings {
	/** A secure context: HTTPS, or this machine itself. */
	isSecure: boolean;
	/** Isolated from other origins, without which there are no threads. */
	isIsolated: boolean;
	/** Has the features' interfaces. */
	has: Readonly<Record<Exclude<Feature, "threads">, boolean>>;
}

/** A feature that is missing. */
export interface MissingFeature {
	/** Which. */
	feature: Feature;
	/** Why: the address is not secure, the server isolates no page, or the browser has none. */
	why: "insecure" | "not-isolated" | "browser";
}

/** What is missing here, and why, in the order in which people miss it. */
export function missingFeatures({ isSecure, isIsolated, has }: Surroundings): MissingFeature[] {
	const offered: readonly Exclude<Feature, "threads">[] = ["camera", "offline", "keeping", "webgpu"];
	const missing = offered
		.filter((feature) => !has[feature])
		.map((feature): MissingFeature => ({ feature, why: isSecure ? "browser" : "insecure" }));
	if (!isIsolated) missing.push({ feature: "threads", why: isSecure ? "not-isolated" : "insecure" });
	return missing;
}

/** What this browser lets this page do. */
export function readSurroundings(): Surroundings {
	return {
		isSecure: isSecureContext,
		isIsolated: crossOriginIsolated,
		has: {
			camera: Boolean(navigator.mediaDevices?.getUserMedia),
			offline: "serviceWorker" in navigator,
			keeping: "caches" in globalThis,
			webgpu: "gpu" in navigator,
		},
	};
}
