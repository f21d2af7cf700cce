import { describe, expect, test } from "vitest";
import { allHold, type Claim, judge, verdictText } from "./claim.ts";

const claim: Claim = {
	id: "x",
	place: "abstract",
	says: "a number",
	unit: "%",
	expects: { kind: "near", value: 40, within: 0.5 },
	why: "printed without decimals",
};
const contradicted: Claim = { ...claim, contradiction: { of: "equation (3)", because: "It gives 38." } };

describe("judge()", () => {
	test.each([
		[39.5, "reproduced"],
		[40.5, "reproduced"],
		[39.49, "fails"],
		[40.51, "fails"],
	])("a printed 40 with half a point: %f is %s", (ours, verdict) => {
		expect(judge(claim, { ours }).verdict).toBe(verdict);
	});

	test("a bound holds at the bound itself", () => {
		expect(judge({ ...claim, expects: { kind: "at least", value: 40 } }, { ours: 40 }).verdict).toBe(
			"reproduced",
		);
		expect(judge({ ...claim, expects: { kind: "at least", value: 40 } }, { ours: 39.9 }).verdict).toBe(
			"fails",
		);
		expect(judge({ ...claim, expects: { kind: "at most", value: 40 } }, { ours: 40 }).verdict).toBe(
			"reproduced",
		);
		expect(judge({ ...claim, expects: { kind: "at most", value: 40 } }, { ours: 40.1 }).verdict).toBe(
			"fails",
		);
	});

	test("it is our figure that counts: a wide interval makes nothing hold", () => {
		expect(judge(claim, { ours: { value: 30, low: 20, high: 45 } }).verdict).toBe("fails");
	});

	test("an explanation counts only while its evidence holds", () => {
		const holds = judge(contradicted, { ours: 38, evidence: { holds: true, figures: "Here 38.0." } });
		expect(verdictText(holds)).toBe("contradicts the paper's own equation (3)");
		expect(holds.explanation).toBe("It gives 38. Here 38.0.");
		expect(judge(contradicted, { ours: 38, evidence: { holds: false, figures: "" } }).verdict).toBe("fails");
		expect(judge(contradicted, { ours: 38 }).verdict).toBe("fails");
	});

	test("a claim that holds is reproduced, however it would have been explained", () => {
		expect(judge(contradicted, { ours: 40, evidence: { holds: true, figures: "" } }).verdict).toBe(
			"reproduced",
		);
	});

	test("what cannot be calculated says what is missing, or is refused", () => {
		const { expects: _, ...uncounted } = claim;
		expect(judge({ ...uncounted, unpublished: "No traces." })).toMatchObject({
			verdict: "unpublished",
			explanation: "No traces.",
		});
		expect(() => judge(uncounted)).toThrow("x has neither a figure nor a reason");
	});

	test("NaN is no figure", () => {
		expect(() => judge(claim, { ours: Number.NaN })).toThrow("x came to NaN");
	});

	test("one failure is enough for the exit status", () => {
		const held = judge(claim, { ours: 40 });
		expect(allHold([held])).toBe(true);
		expect(allHold([held, judge(claim, { ours: 50 })])).toBe(false);
	});
});
