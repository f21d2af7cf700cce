import type { OutcomeLog } from "@mdinference/feedback";
import type { InferencePool, ZooModel } from "@mdinference/inference";
import type { EventHub } from "./event_hub.ts";
import type { Learning } from "./learning.ts";
import type { Metrics } from "./metrics.ts";
import type { OpenDecisions } from "./open_decisions.ts";
import type { RecentIds } from "./recent_ids.ts";
import type { Config } from "./settings.ts";

/** Whether requests are taken. */
export interface Lifecycle {
	/** `starting` until every model is loaded and has run, `stopping` from the first signal on. */
	phase: "starting" | "ready" | "stopping";
}

/** What a gateway is made of. None of it listens or reads the environment. */
export interface GatewayParts {
	/** The configuration. */
	config: Pick<
		Config,
		"defaultSlaMs" | "maxBodyBytes" | "pageFolder" | "labelWeights" | "trustedSources" | "operatorToken"
	>;
	/** The verified models, by task and name. */
	models: readonly ZooModel[];
	/** Chooses models, and learns from their runs and from labels. */
	learning: Learning;
	/** Sends what happens to whoever listens. */
	events: EventHub;
	/** Runs models. */
	pool: InferencePool;
	/** Remembers decisions and executions. */
	log: OutcomeLog;
	/** Decisions that are not recorded yet, because their runs have not ended. */
	decisions: OpenDecisions;
	/** Requests whose runs have ended, by their ids. */
	ended: RecentIds;
	/** Counts. */
	metrics: Metrics;
	/** Whether requests are taken. */
	lifecycle: Lifecycle;
	/** Certificate of the authority behind HTTPS, in PEM, where phones may trust one. Default: none. */
	authority?: string | null;
	/** Name of this machine in the log. */
	hostName: string;
}

/** Models of a task by their names. */
export type TaskModels = ReadonlyMap<string, ZooModel>;

/** Groups models by task and name. */
export function modelsByTask(models: readonly ZooModel[]): ReadonlyMap<string, TaskModels> {
	const tasks = new Map<string, Map<string, ZooModel>>();
	for (const model of models) {
		const { task, name } = model.manifest;
		tasks.set(task, (tasks.get(task) ?? new Map()).set(name, model));
	}
	return tasks;
}

/** Path at which a device fetches a model. The hash makes it safe to cache for ever. */
export function modelUrl(sha256: string): string {
	return `/v1/models/${sha256}.onnx`;
}
