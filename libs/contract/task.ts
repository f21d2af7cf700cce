import { z } from "zod";
import { Manifest } from "./manifest.ts";

/** A learned distribution of times, in milliseconds. */
export interface LatencyView {
	/** Effective number of samples: (sum w)^2 / sum w^2. */
	samples: number;
	/** Mean, mu(m) of the paper. */
	meanMs: number;
	/** Standard deviation, sigma(m) of the paper. */
	stdMs: number;
	/** Median. */
	p50Ms: number;
	/** 90th percentile. */
	p90Ms: number;
	/** 99th percentile. */
	p99Ms: number;
}

/** What is known of a model on this gateway now. */
export interface ProfileView {
	/** Service time of warm runs; null before the first. */
	service: LatencyView | null;
	/** Time that requests waited for a worker; null before the first. */
	queue: LatencyView | null;
	/** Service time of first runs after loading; null before the first. */
	cold: LatencyView | null;
	/** A(m), in [0, 1]. */
	accuracy: number;
}

/** A model of a task as the gateway serves it. */
export interface ModelView {
	/** What the model is. */
	manifest: Manifest;
	/** What the gateway has measured of it. */
	profile: ProfileView;
	/** Path of the ONNX file at the gateway, for models that a device may run; else null. */
	url: string | null;
}

/** The answer to `GET /v1/tasks/{task}`. */
export interface TaskView {
	/** Name of the task. */
	name: string;
	/** Names of the classes. */
	labels: string[];
	/** SLA of requests that name none, in milliseconds. */
	defaultSlaMs: number;
	/** Name of the smallest model that a device may run, or null where the task has none. */
	deviceModel: string | null;
	/** All models of the task, fastest first. */
	models: ModelView[];
}

/** A task in the answer to `GET /v1/tasks`. */
export interface TaskSummary {
	/** Name of the task. */
	name: string;
	/** Path of its {@link TaskView}. */
	url: string;
	/** Names of its models. */
	models: string[];
}

/** The answer to `GET /v1/tasks`. */
export interface TaskList {
	/** The tasks that the gateway serves, by name. */
	tasks: TaskSummary[];
}

const ms = z.number().nonnegative();

/** Parses a learned distribution of times, or null where nothing was learned. */
export const latencyView: z.ZodType<LatencyView | null> = z
	.object({ samples: ms, meanMs: ms, stdMs: ms, p50Ms: ms, p90Ms: ms, p99Ms: ms })
	.nullable();

/**
 * Parses what a gateway says of one task.
 *
 * @example
 * ```ts
 * import { TaskView } from "@mdinference/contract";
 *
 * const task = { name: "characters", labels: ["0", "1"], defaultSlaMs: 250, deviceModel: null, models: [] };
 * if (TaskView.parse(task).labels.length !== 2) throw new Error("the labels must be kept");
 * ```
 */
export const TaskView: z.ZodType<TaskView> = z.object({
	name: z.string(),
	labels: z.array(z.string()),
	defaultSlaMs: z.number().positive(),
	deviceModel: z.string().nullable(),
	models: z.array(
		z.object({
			manifest: Manifest,
			profile: z.object({
				service: latencyView,
				queue: latencyView,
				cold: latencyView,
				accuracy: z.number().min(0).max(1),
			}),
			url: z.string().nullable(),
		}),
	),
});

/**
 * Parses the list of tasks.
 *
 * @example
 * ```ts
 * import { TaskList } from "@mdinference/contract";
 *
 * if (TaskList.parse({ tasks: [] }).tasks.length !== 0) throw new Error("an empty list is a list");
 * ```
 */
export const TaskList: z.ZodType<TaskList> = z.object({
	tasks: z.array(z.object({ name: z.string(), url: z.string(), models: z.array(z.string()) })),
});
