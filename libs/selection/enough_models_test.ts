import { seededRandom } from "@mdinference/stats";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Candidate, InvalidCandidateError, NoCandidateError } from "./candidate.ts";
import { EnoughModelsError, type EnoughModelsOptions, enoughModels } from "./enough_models.ts";
import { mdinference } from "./mdinference.ts";
import { anyCandidates } from "./testdata/policy_conformance.ts";
import { tableIII } from "./testdata/table_iii.ts";

const noSpread = (candidate: Candidate): Candidate => ({ ...candidate, stdMs: 0 });

/** Every subset, judged request by request with the policy itself. Without deviations no model explores but ties. */
function bruteForce(candidates: readonly Candidate[], options: EnoughModelsOptions) {
	const { budgetsMs, keep = 0.99 } = options;
	const inTime = (model: number, request: number) => candidates[model]!.meanMs <= budgetsMs[request]!;
	const accuracyOf =
		options.accuracyOf ?? ((model, request) => (inTime(model, request) ? candidates[model]!.accuracy : 0));
	const aggregate = (set: readonly number[]) => {
		const subset = set.map((index) => candidates[index]!);
		let total = 0;
		for (let request = 0; request < budgetsMs.length; request++) {
			const { baseModel } = mdinference(subset, { budgetMs: budgetsMs[request]!, random: () => 0 });
			total += accuracyOf(
				candidates.findIndex(({ name }) => name === baseModel),
				request,
			);
		}
		return total / budgetsMs.length;
	};
	const sets = Array.from({ length: 2 ** candidates.length - 1 }, (_, bits) =>
		candidates.map((_, index) => index).filter((index) => (bits + 1) & (1 << index)),
	);
	const wholeAccuracy = aggregate(sets.at(-1)!);
	const judged = sets.map((models) => ({ models, accuracy: aggregate(models) }));
	const enough = judged.filter(({ accuracy }) => accuracy >= keep * wholeAccuracy - 1e-12);
	const size = Math.min(...enough.map(({ models }) => models.length));
	const accuracy = Math.max(
		...judged.filter(({ models }) => models.length === size).map((set) => set.accuracy),
	);
	return { size, accuracy, wholeAccuracy };
}

describe("enoughModels()", () => {
	test("finds what a judge of every subset by the policy itself finds, late answers and all", () => {
		const requests = fc.array(fc.double({ min: -10, max: 250, noNaN: true }), {
			minLength: 1,
			maxLength: 12,
		});
		fc.assert(
			fc.property(
				anyCandidates,
				requests,
				fc.constantFrom(0.9, 0.99, 1),
				fc.boolean(),
				(models, budgetsMs, keep, duplicated) => {
					const candidates = models.slice(0, 6).map(noSpread);
					const accuracyOf = (model: number, request: number) =>
						candidates[model]!.meanMs > budgetsMs[request]! ? 0.414 : candidates[model]!.accuracy;
					const options = { budgetsMs, keep, ...(duplicated && { accuracyOf }) };
					const found = enoughModels(candidates, options);
					const oracle = bruteForce(candidates, options);
					expect(found.models).toHaveLength(oracle.size);
					expect(found.accuracy).toBeCloseTo(oracle.accuracy, 9);
					expect(found.wholeAccuracy).toBeCloseTo(oracle.wholeAccuracy, 9);
				},
			),
			{ seed: 4, numRuns: 300 },
		);
	});

	test("keeps of the paper's eleven, over budgets of 0 to 250 ms, four; any three lose more than 1 %", () => {
		const budgetsMs = Float64Array.from({ length: 2500 }, (_, i) => i / 10);
		const { models, accuracy, wholeAccuracy } = enoughModels(tableIII, { budgetsMs });
		expect(models.map((index) => tableIII[index]!.name)).toEqual([
			"MobileNetV1 1.0",
			"InceptionV3",
			"InceptionV4",
			"NasNet Large",
		]);
		expect(accuracy).toBeGreaterThanOrEqual(0.99 * wholeAccuracy);
	});

	test("leaves out, when all of the accuracy is to be kept, a model that adds none", () => {
		const candidates = [
			{ name: "small", accuracy: 0.497, meanMs: 3.21, stdMs: 0, samples: 1000 },
			{ name: "dominated", accuracy: 0.49, meanMs: 4.91, stdMs: 0, samples: 1000 },
			{ name: "large", accuracy: 0.826, meanMs: 112.61, stdMs: 0, samples: 1000 },
		];
		const { models } = enoughModels(candidates, { budgetsMs: [82, 119, 156, 193, 230], keep: 1 });
		expect(models).toEqual([0, 2]);
	});

	test("is exact for 24 models, also where all of them are needed, within seconds", () => {
		const random = seededRandom(5);
		const candidates = Array.from({ length: 24 }, (_, i) => ({
			name: `model ${i}`,
			accuracy: (i + 1) / 24,
			meanMs: 10 * i + random(),
			stdMs: 0.1,
			samples: 1000,
		}));
		const budgetsMs = Float64Array.from({ length: 250 }, (_, i) => i + 0.5);
		expect(enoughModels(candidates, { budgetsMs, keep: 1 }).models).toHaveLength(24);
	}, 60_000);

	test.each([
		["candidates", Array.from({ length: 25 }, (_, i) => ({ ...tableIII[0]!, name: `${i}` })), {}],
		["budgetsMs", tableIII, { budgetsMs: [] }],
		["budgetsMs", tableIII, { budgetsMs: [10, Number.NaN] }],
		["keep", tableIII, { keep: 99 }],
		["keep", tableIII, { keep: Number.NaN }],
	])("refuses a bad %s", (field, candidates, options) => {
		const attempt = () => enoughModels(candidates, { budgetsMs: [10], ...options });
		expect(attempt).toThrow(EnoughModelsError);
		expect(attempt).toThrow(expect.objectContaining({ field }));
	});

	test("refuses no models, and a model that would poison the sums", () => {
		expect(() => enoughModels([], { budgetsMs: [10] })).toThrow(NoCandidateError);
		expect(() => enoughModels([{ ...tableIII[0]!, accuracy: 49 }], { budgetsMs: [10] })).toThrow(
			InvalidCandidateError,
		);
	});
});
