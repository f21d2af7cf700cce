import type { Database } from "better-sqlite3";

/** Names of devices' models that the daily sums tell apart, a task. */
export const mostDeviceNames = 200;
/** What the others are summed up as: no model may have this name. */
export const otherDeviceModels = "(other)";

/**
 * Under which name the daily sums count a model. Which one a phone runs is its own claim, and sums are kept for good: without
 * a bound anybody could fill the disk with names for ever.
 *
 * @returns the model's name, or {@link otherDeviceModels} for one on a device whose task has {@link mostDeviceNames} already
 */
export type DeviceNames = (task: string, model: string, place: string) => string;

/** Prepares the function. It knows the names that the sums have when a task is first asked for. */
export function deviceNames(database: Database): DeviceNames {
	const known = new Map<string, Set<string>>();
	const select = database
		.prepare<[{ task: string }], string>(
			`SELECT model FROM latency_days WHERE task = @task AND place = 'device'
			UNION SELECT model FROM verdict_days WHERE task = @task AND place = 'device'`,
		)
		.pluck();
	return (task, model, place) => {
		if (place !== "device") return model;
		const names = known.get(task) ?? new Set(select.all({ task }));
		known.set(task, names);
		if (names.has(model)) return model;
		if (names.size >= mostDeviceNames) return otherDeviceModels;
		names.add(model);
		return model;
	};
}
