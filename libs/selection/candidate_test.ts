import { describe, expect, test } from "vitest";
import { type Candidate, checkCandidate, InvalidCandidateError } from "./candidate.ts";

const sound: Candidate = { name: "nano", accuracy: 0.5, meanMs: 3, stdMs: 0.1, samples: 30 };

describe("checkCandidate()", () => {
	test("gives a sound candidate back", () => {
		expect(checkCandidate(sound)).toBe(sound);
		expect(() => checkCandidate({ ...sound, accuracy: 0, meanMs: 0, stdMs: 0, samples: 0 })).not.toThrow();
	});

	test.each([
		["accuracy", Number.NaN],
		["accuracy", -0.01],
		["accuracy", 1.01],
		["accuracy", 41.4],
		["meanMs", Number.NaN],
		["meanMs", -1],
		["meanMs", Number.POSITIVE_INFINITY],
		["stdMs", Number.NaN],
		["stdMs", -1],
		["samples", -1],
		["samples", Number.NaN],
	])("refuses %s of %d and names model, field and value", (field, value) => {
		const attempt = () => checkCandidate({ ...sound, [field]: value });
		expect(attempt).toThrow(InvalidCandidateError);
		expect(attempt).toThrow(`${field} of model nano must be`);
	});
});
