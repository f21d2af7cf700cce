const firstMs = 30_000;
const longestMs = 600_000;

/** Resolves when what failed is worth another attempt: after a while, twice as long each time, or once the page is online. */
export function untilRetry(failures: number): Promise<void> {
	return new Promise((resolve) => {
		const timer = setTimeout(retry, Math.min(longestMs, firstMs * 2 ** (failures - 1)));
		function retry(): void {
			clearTimeout(timer);
			globalThis.removeEventListener?.("online", retry);
			resolve();
		}
		globalThis.addEventListener?.("online", retry);
	});
}
