import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Candidate, chooseModel } from "./choose_model.ts";
import { boundMs } from "./run_profile.ts";

const model = (accuracy: number, p99Ms: number | null, change: Partial<Candidate> = {}): Candidate => ({
	accuracy,
	state: "ready",
	profile: p99Ms === null ? null : { samples: 100, p50Ms: p99Ms / 2, p99Ms },
	runsAhead: 0,
	...change,
});
const [nano, small, large] = [model(0.7, 4), model(0.94, 20), model(0.97, 120)];
const family = [nano, small, large];

describe("chooseModel()", () => {
	test("takes the most accurate whose 99th percentile fits the deadline, that itself included", () => {
		expect(chooseModel(family, { slaMs: 250 })).toBe(large);
		expect(chooseModel(family, { slaMs: 119 })).toBe(small);
		expect(chooseModel(family, { slaMs: 20 })).toBe(small);
		expect(chooseModel(family, { slaMs: 19 })).toBe(nano);
	});

	test("takes the fastest where none fits", () => {
		expect(chooseModel([model(0.7, 9), model(0.9, 6)], { slaMs: 3 }).accuracy).toBe(0.9);
	});

	test("counts the runs that come before, its own and those that the client has promised", () => {
		expect(chooseModel(family, { slaMs: 250, copiesAhead: 2 })).toBe(small);
		expect(chooseModel([nano, { ...small, runsAhead: 5 }], { slaMs: 110 })).toBe(nano);
		expect(chooseModel([nano, { ...small, runsAhead: 4 }], { slaMs: 110, copiesAhead: 1 })).not.toBe(nano);
	});

	test("does not count on what is not ready, or was not measured often enough", () => {
		const few = { samples: 29, p50Ms: 1, p99Ms: 1 };
		for (const change of [{ state: "loading" }, { state: "failed" }, { profile: few }] as const) {
			expect(chooseModel([nano, { ...small, ...change }], { slaMs: 250 })).toBe(nano);
		}
	});

	test("gives few runs a margin", () => {
		const hurried = { ...small, profile: { samples: 30, p50Ms: 10, p99Ms: 20 } };
		expect(chooseModel([nano, hurried], { slaMs: 29 })).toBe(nano);
		expect(chooseModel([nano, hurried], { slaMs: 30 })).toBe(hurried);
	});

	test("prefers the first where nothing is known or ready", () => {
		expect(chooseModel([model(0.7, null), small], { slaMs: 5 }).accuracy).toBe(0.7);
		const loading = family.map((candidate) => ({ ...candidate, state: "loading" as const }));
		expect(chooseModel(loading, { slaMs: 250 })).toBe(loading[0]);
		expect(chooseModel([{ ...nano, state: "failed" }, model(0.9, null)], { slaMs: 250 }).accuracy).toBe(0.9);
	});

	const candidate: fc.Arbitrary<Candidate> = fc.record({
		accuracy: fc.double({ min: 0, max: 1, noNaN: true }),
		state: fc.constantFrom("waiting", "loading", "ready", "failed"),
		profile: fc.option(
			fc.record({
				samples: fc.integer({ min: 1, max: 100 }),
				p50Ms: fc.constant(1),
				p99Ms: fc.integer({ min: 1, max: 999 }),
			}),
		),
		runsAhead: fc.nat(5),
	});

	test("never leaves a more accurate one that fits for one that is less so", () => {
		fc.assert(
			fc.property(
				fc.array(candidate, { minLength: 1, maxLength: 6 }),
				fc.integer({ min: 1, max: 3000 }),
				fc.nat(4),
				(candidates, slaMs, copiesAhead) => {
					const fits = ({ state, profile, runsAhead }: Candidate) =>
						state === "ready" && (boundMs(profile) ?? 1e9) * (Math.max(runsAhead, copiesAhead) + 1) <= slaMs;
					const chosen = chooseModel(candidates, { slaMs, copiesAhead });
					const best = Math.max(...candidates.filter(fits).map(({ accuracy }) => accuracy));
					expect(candidates).toContain(chosen);
					if (candidates.some(fits)) expect([fits(chosen), chosen.accuracy]).toEqual([true, best]);
					else if (candidates.some(({ state }) => state === "ready")) expect(chosen.state).toBe("ready");
				},
			),
		);
	});
});
