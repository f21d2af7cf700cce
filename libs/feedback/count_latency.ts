import type { Database } from "better-sqlite3";
import type { DeviceNames } from "./device_names.ts";
import type { ExecutionRecord } from "./records.ts";
import { latencyEdge } from "./schema/latency_edges.ts";
import { tally } from "./tally.ts";

/** Counts times into `latency_days`. */
export interface LatencyCounter {
	/** A run was inserted. */
	ran(execution: ExecutionRecord): void;
	/** A user got an answer of a model. */
	answered(answer: AnsweredTime): void;
	/** How much was counted so far: see {@link LatencyCounter.undo}. */
	mark(): number;
	/** Forgets what was counted since a mark, because its savepoint was rolled back. */
	undo(mark: number): void;
	/** Adds what was counted; to be called at the end of the transaction. */
	write(): void;
}

/** How long a user waited for an answer. */
export interface AnsweredTime {
	/** Name of the task. */
	task: string;
	/** The model that answered. */
	model: string;
	/** Where it ran. */
	place: "cloud" | "device";
	/** When it was chosen, in milliseconds since 1970. */
	decidedAtMs: number;
	/** From the client's start to the answer, in milliseconds. */
	elapsedMs: number;
}

/** Prepares the counter; `deviceName` bounds the names that phones may claim. */
export function latencyCounter(database: Database, deviceName: DeviceNames): LatencyCounter {
	const days = tally(
		database,
		"latency_days",
		["task", "day_ms", "model", "place", "measure", "upto_us"],
		["runs", "total_us"],
	);
	const count = (
		{ task, model, place }: { task: string; model: string; place: string },
		atMs: number,
		measure: string,
		ms: number,
	): void => {
		const us = Math.round(ms * 1000);
		const name = deviceName(task, model, place);
		days.add([task, beginOfDay(atMs), name, place, measure, latencyEdge(us)], [1, us]);
	};
	return {
		ran(execution) {
			const { status, cold, censored, startedAtMs, serviceMs, queueMs } = execution;
			if (status !== "ok" || censored) return;
			if (serviceMs !== null) count(execution, startedAtMs, cold ? "cold" : "service", serviceMs);
			if (queueMs !== null) count(execution, startedAtMs, "queue", queueMs);
		},
		answered(answer) {
			count(answer, answer.decidedAtMs, "end-to-end", answer.elapsedMs);
		},
		mark: days.mark,
		undo: days.undo,
		write: days.write,
	};
}

/** Begin of the day (UTC), in milliseconds since 1970. */
export function beginOfDay(atMs: number): number {
	return Math.floor(Math.round(atMs) / dayMs) * dayMs;
}

const dayMs = 86_400_000;
