import type { TaskView } from "@mdinference/contract";
import { CloudError, refusalOf } from "./cloud.ts";

/** How to ask for a task. */
export interface FetchTaskOptions {
	/** Stops the exchange; `AbortSignal.timeout` makes it a `timeout`. */
	signal?: AbortSignal;
	/** Sends the request. */
	fetch?: typeof fetch;
}

/**
 * What the gateway says of a task: its labels, its models with their accuracy, and the one for the device.
 *
 * @param gateway base URL, e.g. `https://gateway.example`
 * @param task name of the task
 * @throws {CloudError} where the gateway cannot be reached, refuses, takes longer than a timeout of the signal, or
 * something else answers in its place
 *
 * @example
 * ```ts
 * import { fetchTask } from "@mdinference/client";
 *
 * const view = { name: "characters", labels: ["0", "1"], defaultSlaMs: 250, deviceModel: null, models: [] };
 * const task = await fetchTask("https://gateway.example", "characters", { fetch: async () => Response.json(view) });
 * if (task.defaultSlaMs !== 250) throw new Error("the default SLA must be read");
 * ```
 */
export async function fetchTask(
	gateway: string,
	task: string,
	options: FetchTaskOptions = {},
): Promise<TaskView> {
	const { signal, fetch: send = fetch } = options;
	let status: number | undefined;
	let view: unknown;
	try {
		const response = await send(`${gateway}/v1/tasks/${encodeURIComponent(task)}`, signal ? { signal } : {});
		status = response.status;
		view = await response.json();
	} catch (cause) {
		if (signal?.aborted && signal.reason?.name === "TimeoutError") {
			throw new CloudError("timeout", "The gateway did not answer in time.", { cause });
		}
		if (status === undefined) {
			throw new CloudError("network", "The gateway cannot be reached.", { cause });
		}
	}
	if (status !== undefined && (status < 200 || status > 299)) throw refusalOf(status, view);
	if (isTaskView(view)) return view;
	throw new CloudError("not-an-answer", "What came back is not an answer of the gateway.", {
		...(status !== undefined && { status }),
	});
}

function isTaskView(value: unknown): value is TaskView {
	if (typeof value !== "object" || value === null) return false;
	const view = value as Partial<TaskView>;
	return (
		typeof view.name === "string" &&
		typeof view.defaultSlaMs === "number" &&
		Array.isArray(view.labels) &&
		Array.isArray(view.models) &&
		view.models.every((model) => typeof model?.manifest?.name === "string" && model.profile)
	);
}
