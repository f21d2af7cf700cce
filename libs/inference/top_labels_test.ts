import { describe, expect, test } from "vitest";
import { topLabels } from "./top_labels.ts";

const names = (probabilities: number[], count?: number) =>
	topLabels(
		new Float32Array(probabilities),
		["a", "b", "c", "d", "e", "f"].slice(0, probabilities.length),
		count,
	)
		.map(({ label }) => label)
		.join("");

describe("topLabels()", () => {
	test("gives the best five, best first", () => {
		expect(names([0.05, 0.25, 0.1, 0.3, 0.2, 0.1])).toBe("dbecf");
	});

	test("gives all where there are fewer", () => {
		expect(names([0.25, 0.75])).toBe("ba");
	});

	test("gives the earlier of equals first, and as many as were asked for", () => {
		expect(names([0.25, 0.25, 0.25, 0.25], 3)).toBe("abc");
	});
});
