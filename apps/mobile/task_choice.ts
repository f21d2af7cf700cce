import type { CloudError } from "@mdinference/client";
import type { TaskList } from "@mdinference/contract";

/** The task of the starter models, which most gateways serve. */
const starterTask = "characters";

const key = (gateway: string) => `mdi-task ${gateway}`;

/**
 * The task to ask a gateway for at first: the one that the page's address names, else the last one that it described to
 * this phone, else that of the starter models. So only a first visit may have to look for another.
 *
 * @param named by the page's address, or null
 * @param gateway base URL; empty for the page's own origin
 */
export function firstTask(named: string | null, gateway: string): string {
	if (named !== null) return named;
	try {
		return localStorage.getItem(key(gateway)) ?? starterTask;
	} catch {
		return starterTask;
	}
}

/** Remembers a task that a gateway has described, where the browser lets it: an installed page starts without its name. */
export function rememberTask(task: string, gateway: string): void {
	try {
		localStorage.setItem(key(gateway), task);
	} catch {
		// Storage is refused or full: the next visit looks for the task again.
	}
}

/** Whether an error is the gateway's word that it does not serve the task; its problem names those that it serves. */
export function isUnknownTask(error: unknown): boolean {
	return (error as Partial<CloudError> | null)?.problem?.type === "/problems/unknown-task";
}

/**
 * The first of the tasks that a gateway serves; null where it cannot be asked.
 *
 * @param gateway base URL; empty for the page's own origin
 */
export async function servedTask(
	gateway: string,
	options: { signal?: AbortSignal; fetch?: typeof fetch } = {},
): Promise<string | null> {
	const { signal, fetch: send = fetch } = options;
	try {
		const response = await send(`${gateway}/v1/tasks`, signal ? { signal } : {});
		const { tasks } = (await response.json()) as TaskList;
		return tasks[0]?.name ?? null;
	} catch {
		return null;
	}
}
