import { describe, expect, test } from "vitest";
import { createPolicy, isPolicyName, policyNames, UnknownPolicyError } from "./create_policy.ts";
import { InvalidSharpnessError } from "./mdinference.ts";

describe("createPolicy()", () => {
	test("makes each of the nine policies by its name", () => {
		expect(policyNames).toHaveLength(9);
		expect(policyNames.map((name) => createPolicy(name).name)).toEqual(policyNames);
		expect(policyNames.every(isPolicyName)).toBe(true);
	});

	test.each(["greedy", "", "toString", "Value"])("refuses the name %j and says what there is", (name) => {
		expect(isPolicyName(name)).toBe(false);
		expect(() => createPolicy(name)).toThrow(UnknownPolicyError);
		expect(() => createPolicy(name)).toThrow("there are mdinference, static-greedy");
	});

	test.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])("refuses a sharpness of %d", (sharpness) => {
		expect(() => createPolicy("mdinference", { sharpness })).toThrow(InvalidSharpnessError);
	});
});
