import { describe, expect, test } from "vitest";
import { type Candidate, InvalidCandidateError, NoCandidateError } from "./candidate.ts";
import { prepareCandidates } from "./prepared_candidates.ts";

const model = (name: string, accuracy: number, meanMs: number, stdMs = 0, samples = 100): Candidate => ({
	name,
	accuracy,
	meanMs,
	stdMs,
	samples,
});

describe("prepareCandidates()", () => {
	test("orders by accuracy, then mu + sigma, then name, and the unmeasured after all others", () => {
		const given = [
			model("d", 0.9, 1, 0, 9),
			model("c", 0.7, 5, 1),
			model("b", 0.7, 5, 1),
			model("a", 0.7, 4, 3),
			model("e", 0.8, 50),
		];
		const { order, known } = prepareCandidates(given);
		expect(Array.from(order, (index) => given[index]!.name)).toEqual(["e", "b", "c", "a", "d"]);
		expect(known).toBe(4);
	});

	test("keeps apart who is faster than all that are better: what the most accurate that fits can be", () => {
		const given = [
			model("a", 0.9, 50),
			model("b", 0.8, 60),
			model("c", 0.7, 20, 5),
			model("d", 0.7, 20),
			model("e", 0.6, 20),
		];
		const { front, byMean, rank } = prepareCandidates([...given, model("new", 0.5, 1, 0, 0)]);
		expect(Array.from(front, (index) => given[index]!.name)).toEqual(["a", "d"]);
		expect(Array.from(byMean, (index) => given[index]!.name)).toEqual(["d", "c", "e", "a", "b"]);
		expect([...rank]).toEqual([0, 1, 3, 2, 4, 5]);
	});

	test("has columns in the order given", () => {
		const { accuracy, meanMs, stdMs, likelyMs } = prepareCandidates([
			model("a", 0.5, 9, 2),
			model("b", 0.6, 4, 1),
		]);
		expect([...accuracy, ...meanMs, ...stdMs, ...likelyMs]).toEqual([0.5, 0.6, 9, 4, 2, 1, 11, 5]);
	});

	test("finds the fastest by mean; of equally fast ones the preferred; an unmeasured one only alone", () => {
		expect(prepareCandidates([model("a", 0.9, 9), model("b", 0.1, 3, 50)]).fastest).toBe(1);
		expect(prepareCandidates([model("a", 0.5, 3), model("b", 0.6, 3)]).fastest).toBe(1);
		expect(prepareCandidates([model("a", 0.5, 0, 0, 0), model("b", 0.6, 300)]).fastest).toBe(1);
		expect(prepareCandidates([model("a", 0.5, 2, 0, 0), model("b", 0.6, 1, 0, 3)]).fastest).toBe(1);
	});

	test("refuses an empty list, and a model that would poison the rest", () => {
		expect(() => prepareCandidates([])).toThrow(NoCandidateError);
		expect(() => prepareCandidates([model("a", 0.5, 3), model("b", 0.5, Number.NaN)])).toThrow(
			InvalidCandidateError,
		);
	});
});
