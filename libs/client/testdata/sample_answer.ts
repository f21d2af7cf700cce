import type { InferAnswer } from "@mdinference/contract";

/** An answer as a gateway sends it, for tests. */
export const sampleAnswer: InferAnswer = {
	requestId: "7b9cba35-5ae5-4d4e-8f2b-2a1e0e3c9a52",
	model: { name: "characters-large", version: "1.0.0" },
	labels: [
		{ label: "7", probability: 0.97 },
		{ label: "1", probability: 0.02 },
	],
	decision: {
		policy: "mdinference",
		slaMs: 100,
		networkMs: 20,
		networkSource: "upload",
		waitMs: 0,
		overheadMs: 0,
		budgetMs: 80,
		baseModel: "characters-large",
		candidates: [{ model: "characters-large", utility: 0.9, probability: 1 }],
		probability: 1,
		infeasible: false,
		budgetExhausted: false,
		profileVersion: 1,
		explored: false,
	},
	timing: { uploadMs: 4, queueMs: 1, decodeMs: 2, inferenceMs: 6, totalMs: 10 },
};
