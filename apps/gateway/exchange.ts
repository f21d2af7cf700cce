import type { DecisionView, LabelProbability, Timing } from "@mdinference/contract";
import type { ControlledSelection } from "@mdinference/controller";
import type { DecisionRecord, ExecutionRecord } from "@mdinference/feedback";
import type { ZooModel } from "@mdinference/inference";
import type { TaskModels } from "./parts.ts";

/** A request whose model has been chosen. */
export interface Exchange {
	/** The request's id. */
	requestId: string;
	/** Name of the task. */
	task: string;
	/** Name of the model that runs a copy on the device, or null. */
	deviceModel: string | null;
	/** Tsla, in milliseconds. */
	slaMs: number;
	/** Tinput, in milliseconds. */
	uploadMs: number;
	/** When the last byte had arrived, in milliseconds since 1970. */
	arrivedAtMs: number;
	/** What was chosen, and from what. */
	selection: ControlledSelection;
	/** The chosen model. */
	model: ZooModel;
	/** All models of the task, by name. */
	models: TaskModels;
}

/** How an exchange ended. */
export type Ending =
	| { status: "ok"; timing: Timing; cold: boolean; labels: LabelProbability[] }
	| { status: "failed" | "abandoned"; totalMs: number; queueMs?: number; error: string };

/** The decision of an exchange, as its answer shows it. */
export function decisionView({ selection, slaMs }: Exchange): DecisionView {
	const { network, experiment, candidates } = selection;
	return {
		policy: selection.policy,
		slaMs,
		networkMs: network.networkMs,
		networkSource: network.source,
		waitMs: selection.waitMs,
		overheadMs: selection.overheadMs,
		budgetMs: selection.budgetMs,
		profileVersion: selection.profileVersion,
		explored: selection.explored,
		baseModel: selection.baseModel,
		candidates: [...candidates],
		probability: selection.probability,
		infeasible: selection.infeasible,
		budgetExhausted: selection.budgetExhausted,
		...(experiment && { experiment: { ...experiment, policies: [...experiment.policies] } }),
	};
}

/** Where an exchange was served, and its place in the order of learning. */
export interface Served {
	/** Name of this machine. */
	host: string;
	/** Place of its run in the order of learning; null where nothing was learned from it. */
	seq: number | null;
}

/** What the outcome log keeps of the decision of an exchange. */
export function decisionRecord(exchange: Exchange, host: string): DecisionRecord {
	const { requestId, task, deviceModel, uploadMs, arrivedAtMs, model, selection } = exchange;
	return {
		...decisionView(exchange),
		experiment: selection.experiment,
		waitStdMs: selection.waitStdMs,
		remainingMs: selection.remainingMs,
		deviceAccuracy: selection.deviceAccuracy,
		requestId,
		task,
		decidedAtMs: arrivedAtMs,
		model: model.manifest.name,
		modelVersion: model.manifest.version,
		uploadMs,
		deviceModel,
		host,
	};
}

/** What the outcome log keeps of the run of an exchange. */
export function executionRecord(exchange: Exchange, ending: Ending, { host, seq }: Served): ExecutionRecord {
	const { requestId, task, arrivedAtMs, model } = exchange;
	const { name, version, sha256 } = model.manifest;
	const run = {
		requestId,
		task,
		model: name,
		modelVersion: version,
		sha256,
		place: "cloud",
		cause: "request",
		startedAtMs: arrivedAtMs,
		provider: null,
		host,
		seq,
	} as const;
	if (ending.status !== "ok") {
		const { status, totalMs, error } = ending;
		const queueMs = ending.queueMs ?? null;
		return { ...run, ...notReached, status, censored: status === "abandoned", queueMs, totalMs, error };
	}
	const { timing, cold, labels } = ending;
	return {
		...run,
		status: "ok",
		censored: false,
		cold,
		queueMs: timing.queueMs,
		decodeMs: timing.decodeMs,
		serviceMs: timing.inferenceMs,
		totalMs: timing.totalMs,
		topLabel: labels[0]?.label ?? null,
		confidence: labels[0]?.probability ?? null,
		error: null,
	};
}

const notReached = {
	cold: false,
	decodeMs: null,
	serviceMs: null,
	topLabel: null,
	confidence: null,
} as const;
