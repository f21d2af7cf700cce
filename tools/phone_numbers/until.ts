import { setTimeout as sleep } from "node:timers/promises";

/** Something did not come about. */
export class NeverTrueError extends Error {
	/** Name of this class. */
	override readonly name: string = "NeverTrueError";
}

/**
 * Asks again and again until the answer is yes.
 *
 * @param what is waited for, in words
 * @param limitMs when to give up, in milliseconds
 * @throws {NeverTrueError} at the limit
 */
export async function until(
	what: string,
	condition: () => Promise<boolean>,
	limitMs = 120_000,
): Promise<void> {
	const startMs = performance.now();
	while (!(await condition())) {
		if (performance.now() - startMs > limitMs) throw new NeverTrueError(`${what}: not within ${limitMs} ms.`);
		await sleep(50);
	}
}
