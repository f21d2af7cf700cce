import type { Database } from "better-sqlite3";
import { boundedNames } from "./bounded_names.ts";

/** Names of devices' models that the daily sums tell apart, a task. */
export const mostDeviceNames = 200;

/** Under which name the daily sums count a model: which one a phone runs is its own claim. */
export type DeviceNames = (task: string, model: string, place: string) => string;

/** Prepares the function. */
export function deviceNames(database: Database): DeviceNames {
	const select = database
		.prepare<[{ task: string }], string>(
			`SELECT model FROM latency_days WHERE task = @task AND place = 'device'
			UNION SELECT model FROM verdict_days WHERE task = @task AND place = 'device'`,
		)
		.pluck();
	const nameOf = boundedNames((task) => select.all({ task }), mostDeviceNames);
	return (task, model, place) => (place === "device" ? nameOf(task, model) : model);
}
