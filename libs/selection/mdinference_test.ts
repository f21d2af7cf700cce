import { seededRandom } from "@mdinference/stats";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { InvalidTimeError } from "./budget.ts";
import { type Candidate, NoCandidateError } from "./candidate.ts";
import { choose, makeDecision } from "./decision.ts";
import { createMdinference, mdinference } from "./mdinference.ts";
import { prepareCandidates } from "./prepared_candidates.ts";
import { anyCandidates, describePolicy } from "./testdata/policy_conformance.ts";
import { nasNetFictional, tableIII } from "./testdata/table_iii.ts";

describePolicy(createMdinference);

const model = (name: string, accuracy: number, meanMs: number, stdMs: number, samples = 100): Candidate => ({
	name,
	accuracy,
	meanMs,
	stdMs,
	samples,
});
const first = () => 0;
const decide = (candidates: readonly Candidate[], budgetMs: number) =>
	mdinference(candidates, { budgetMs, random: first });

/** The three stages written as the paper prints them, for the cases in which the paper defines them. */
function asPrinted(candidates: readonly Candidate[], budgetMs: number) {
	const fitting = candidates.filter((m) => m.meanMs + m.stdMs < budgetMs && m.samples >= 10);
	const best = Math.max(...fitting.map((m) => m.accuracy));
	const tied = fitting.filter((m) => m.accuracy === best);
	const least = Math.min(...tied.map((m) => m.meanMs + m.stdMs));
	const base = tied
		.filter((m) => m.meanMs + m.stdMs === least)
		.toSorted((a, b) => (a.name < b.name ? -1 : 1))[0];
	if (base === undefined) return undefined;
	const set = candidates.filter(
		(m) => m.samples >= 10 && m.meanMs >= base.meanMs - base.stdMs && m.meanMs <= base.meanMs + base.stdMs,
	);
	const utility = (m: Candidate) =>
		m.meanMs === budgetMs
			? 0
			: Math.max(0, (m.accuracy * (budgetMs - (m.meanMs + m.stdMs))) / Math.abs(budgetMs - m.meanMs));
	const total = set.reduce((sum, m) => sum + utility(m), 0);
	return {
		base: base.name,
		probability: new Map(
			set.map((m) => [m.name, total === 0 ? Number(m === base) : utility(m) / total] as const),
		),
	};
}

describe("mdinference(), stage by stage", () => {
	test("takes the most accurate model with mu + sigma strictly below the budget as its base", () => {
		expect(decide(tableIII, 112.61 + 0.36).baseModel).toBe("InceptionV4");
		expect(decide(tableIII, 112.61 + 0.37).baseModel).toBe("NasNet Large");
	});

	test("explores every model whose mean lies within one sigma of the base's, ends included", () => {
		const base = model("base", 0.8, 10, 2);
		const set = [base, model("low-end", 0.5, 8, 0), model("high-end", 0.6, 12, 0)];
		const outside = [model("below", 0.5, 7.99, 0), model("above", 0.7, 12.01, 5)];
		const names = decide([...set, ...outside], 15).candidates.map((candidate) => candidate.model);
		expect(names).toEqual(["base", "high-end", "low-end"]);
	});

	test("weighs by U(m) = A(m) (Tbudget - (mu + sigma)) / |Tbudget - mu|", () => {
		const { candidates } = decide([model("a", 0.8, 10, 2), model("b", 0.6, 11, 1)], 20);
		expect(candidates[0]!.utility).toBeCloseTo((0.8 * 8) / 10, 12);
		expect(candidates[1]!.utility).toBeCloseTo((0.6 * 8) / 9, 12);
		expect(candidates[0]!.probability).toBeCloseTo(0.64 / (0.64 + 4.8 / 9), 12);
	});
});

describe("mdinference(), where the paper leaves a case open", () => {
	test("no model fits: the fastest, with probability 1, marked infeasible", () => {
		expect(decide(tableIII, 3)).toEqual({
			model: "MobileNetV1 0.25",
			probability: 1,
			baseModel: "MobileNetV1 0.25",
			candidates: [{ model: "MobileNetV1 0.25", utility: 0, probability: 1 }],
			infeasible: true,
			budgetExhausted: false,
		});
	});

	test.each([0, -40])("a budget of %d: the same, and marked exhausted", (budgetMs) => {
		const { model, infeasible, budgetExhausted } = decide(tableIII, budgetMs);
		expect({ model, infeasible, budgetExhausted }).toEqual({
			model: "MobileNetV1 0.25",
			infeasible: true,
			budgetExhausted: true,
		});
	});

	test("a model of the set that does not fit has U = 0 instead of a negative one", () => {
		const { candidates } = decide([model("base", 0.7, 10, 2), model("risky", 0.9, 11.9, 5)], 12.1);
		expect(candidates).toEqual([
			{ model: "base", utility: expect.closeTo((0.7 * 0.1) / 2.1, 9), probability: 1 },
			{ model: "risky", utility: 0, probability: 0 },
		]);
	});

	test("a budget equal to mu is no division by zero: U = 0", () => {
		const { candidates } = decide([model("base", 0.7, 10, 1.5), model("edge", 0.9, 11.5, 0.2)], 11.5000001);
		expect(candidates[1]).toMatchObject({ utility: 0, probability: 0 });
		const exact = decide([model("base", 0.7, 10, 1.5), model("edge", 0.9, 11.5, 0)], 11.5);
		expect(exact.infeasible).toBe(true);
		const met = decide([model("base", 0.7, 10, 1.25), model("edge", 0.9, 11.25, 1)], 11.25 + 1e-12);
		expect(met.candidates.map(({ probability }) => probability)).toEqual([1, 0]);
	});

	test("no SLA: U = A, the limit of equation (3)", () => {
		const { candidates, infeasible } = decide([...tableIII, nasNetFictional], Number.POSITIVE_INFINITY);
		expect(infeasible).toBe(false);
		expect(candidates).toEqual([
			{ model: "NasNet Large", utility: 0.826, probability: expect.closeTo(82.6 / 132.6, 12) },
			{ model: "NasNet Fictional", utility: 0.5, probability: expect.closeTo(50 / 132.6, 12) },
		]);
	});

	test("all accuracies 0: the base, with probability 1", () => {
		const selection = decide([model("b", 0, 10, 2), model("a", 0, 9, 2)], 100);
		expect(selection.model).toBe("a");
		expect(selection.candidates.map(({ probability }) => probability)).toEqual([1, 0]);
	});

	test("ties for the base: higher accuracy, then lower mu + sigma, then name", () => {
		expect(decide([model("x", 0.5, 5, 1), model("y", 0.6, 9, 1)], 20).baseModel).toBe("y");
		expect(decide([model("x", 0.6, 9, 1), model("y", 0.6, 5, 1)], 20).baseModel).toBe("y");
		expect(decide([model("y", 0.6, 5, 1), model("x", 0.6, 5, 1)], 20).baseModel).toBe("x");
	});

	test("a model with fewer than 10 samples is never the base, nor in the set", () => {
		const unknown = model("unknown", 0.99, 5, 0, 9);
		const selection = decide([model("known", 0.5, 5, 1), unknown], 20);
		expect(selection.candidates.map((candidate) => candidate.model)).toEqual(["known"]);
		expect(decide([model("known", 0.5, 5, 1), { ...unknown, samples: 10 }], 20).baseModel).toBe("unknown");
	});

	test("a model without samples is not the fastest either, unless there is no other", () => {
		const unmeasured = model("unmeasured", 0.9, 0, 0, 0);
		expect(decide([unmeasured, model("slow", 0.5, 500, 1)], 20).model).toBe("slow");
		expect(decide([unmeasured], 20)).toMatchObject({ model: "unmeasured", infeasible: true });
	});

	test("nothing to choose from, or a budget that is NaN, is a named error", () => {
		expect(() => decide([], 100)).toThrow(NoCandidateError);
		expect(() => decide(tableIII, Number.NaN)).toThrow(InvalidTimeError);
	});
});

describe("mdinference() on the paper's Table III", () => {
	test("explores nothing: the set of every base is the base alone", () => {
		for (const { meanMs, stdMs } of tableIII) {
			expect(decide(tableIII, meanMs + stdMs + 0.001).candidates).toHaveLength(1);
		}
	});

	test("gives NasNet Fictional 37.7 % of the picks, an aggregate accuracy of 70.3", () => {
		const { candidates } = decide([...tableIII, nasNetFictional], 250);
		expect(candidates[1]).toMatchObject({ model: "NasNet Fictional", probability: expect.closeTo(0.377, 3) });
		const aggregate = candidates[0]!.probability * 82.6 + candidates[1]!.probability * 50;
		expect(aggregate).toBeCloseTo(70.3, 1);
	});

	test("a sharpness of 9.2 brings NasNet Fictional under 1 %", () => {
		const selection = mdinference([...tableIII, nasNetFictional], {
			budgetMs: 250,
			random: first,
			sharpness: 9.2,
		});
		expect(selection.candidates[1]!.probability).toBeLessThan(0.01);
		expect(selection.candidates[1]!.probability).toBeGreaterThan(0.0095);
	});
});

const anyBudget = fc.oneof(
	fc.constantFrom(0, -5, 10, 50, Number.POSITIVE_INFINITY),
	fc.double({ min: -50, max: 400, noNaN: true }),
);

describe("mdinference(), whatever the models and the budget", () => {
	const check = (property: (candidates: Candidate[], budgetMs: number) => void) =>
		fc.assert(fc.property(anyCandidates, anyBudget, property), { seed: 2, numRuns: 2000 });

	test("agrees with the equations as printed wherever they are defined", () => {
		check((candidates, budgetMs) => {
			if (budgetMs === Number.POSITIVE_INFINITY) return;
			const selection = decide(candidates, budgetMs);
			const printed = asPrinted(candidates, budgetMs);
			expect(selection.infeasible).toBe(printed === undefined);
			if (printed === undefined) return;
			expect(selection.baseModel).toBe(printed.base);
			expect(selection.candidates).toHaveLength(printed.probability.size);
			for (const { model: name, probability } of selection.candidates) {
				expect(probability).toBeCloseTo(printed.probability.get(name)!, 9);
			}
		});
	});

	test("a larger budget never lowers the base's accuracy", () => {
		check((candidates, budgetMs) => {
			const accuracyOf = (name: string) => candidates.find((c) => c.name === name)!.accuracy;
			const tight = decide(candidates, budgetMs);
			const loose = decide(candidates, budgetMs + 10);
			if (tight.infeasible) return;
			expect(accuracyOf(loose.baseModel)).toBeGreaterThanOrEqual(accuracyOf(tight.baseModel));
		});
	});

	test("draws in proportion: 100,000 picks hold 37.7 % within 0.75 points (fails by chance below 1e-5)", () => {
		const random = seededRandom(11);
		const models = prepareCandidates([...tableIII, nasNetFictional]);
		const policy = createMdinference();
		const decision = makeDecision(12);
		const request = { slaMs: 350, budgetMs: 250 };
		let picks = 0;
		for (let i = 0; i < 100_000; i++) {
			if (choose(policy, models, request, random(), decision) === 11) picks++;
		}
		expect(Math.abs(picks / 100_000 - 50 / 132.6)).toBeLessThan(0.0075);
	});
});
