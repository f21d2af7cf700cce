import type { DecisionRecord, ExecutionRecord, OutcomeRecord } from "../records.ts";

/** A decision as the gateway makes it, with two models in the exploration set. */
export function exampleDecision(requestId: string, change: Partial<DecisionRecord> = {}): DecisionRecord {
	return {
		requestId,
		task: "characters",
		decidedAtMs: 1_700_000_000_123,
		policy: "mdinference",
		slaMs: 250,
		networkMs: 81.5,
		networkSource: "client",
		uploadMs: 12.25,
		budgetMs: 164.5,
		baseModel: "model-8",
		model: "model-7",
		modelVersion: "1.0.0",
		probability: 0.375,
		infeasible: false,
		budgetExhausted: false,
		deviceModel: "model-0",
		candidates: [
			{ model: "model-8", utility: 0.8125, probability: 0.625 },
			{ model: "model-7", utility: 0.4875, probability: 0.375 },
		],
		host: "gateway-1",
		profileVersion: 12,
		waitMs: 2.5,
		waitStdMs: 0.75,
		overheadMs: 1.5,
		remainingMs: 205.5,
		deviceAccuracy: 0.625,
		explored: false,
		experiment: null,
		...change,
	};
}

/** A successful run in the cloud for a request. */
export function exampleExecution(requestId: string, change: Partial<ExecutionRecord> = {}): ExecutionRecord {
	return {
		requestId,
		task: "characters",
		model: "model-7",
		modelVersion: "1.0.0",
		sha256: "a".repeat(64),
		place: "cloud",
		cause: "request",
		status: "ok",
		censored: false,
		cold: false,
		startedAtMs: 1_700_000_000_125,
		queueMs: 0.5,
		decodeMs: 1.25,
		serviceMs: 7.75,
		totalMs: 9.75,
		topLabel: "R",
		confidence: 0.875,
		error: null,
		provider: null,
		host: "gateway-1",
		seq: null,
		...change,
	};
}

/** The decision and the execution of one request. */
export function exampleRecord(requestId: string): OutcomeRecord {
	return { decision: exampleDecision(requestId), execution: exampleExecution(requestId) };
}
