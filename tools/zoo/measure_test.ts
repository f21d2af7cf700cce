import { seededRandom } from "@mdinference/stats";
import { describe, expect, test } from "vitest";
import type { Classifier } from "./classifier.ts";
import { answer, countRight, fitTemperature, wilsonInterval } from "./measure.ts";

/** A classifier that answers with the bytes of the picture, and fails on an empty one. */
const echo: Pick<Classifier, "scores"> = {
	scores: async (file) => {
		if (file.length === 0) throw new Error("empty");
		return Float32Array.from(file);
	},
};
const image = (path: string, label: string, bytes: number[]) => ({
	path,
	label,
	read: async () => Uint8Array.from(bytes),
});

describe("answer()", () => {
	test("keeps what could be read, and lists what could not with the reason", async () => {
		const images = [image("a", "cat", [9, 1]), image("b", "dog", []), image("c", "dog", [5, 2])];
		const answers = await answer(echo, images, ["cat", "dog"]);
		expect(answers.truth).toEqual([0, 1]);
		expect(answers.unreadable).toEqual([{ path: "b", reason: "empty" }]);
		expect(countRight(answers)).toBe(1);
	});

	test("refuses a picture of a class that the model does not know", async () => {
		await expect(answer(echo, [image("a", "cow", [1, 2])], ["cat", "dog"])).rejects.toThrow(/"cow"/);
	});
});

describe("fitTemperature()", () => {
	test("finds the factor by which logits are too sure", () => {
		const random = seededRandom(12);
		// Labels are drawn from the softmax of the true logits; the model reports them 2.5 times as large. With 4,000
		// samples the estimate's standard error is near 0.05, so the interval below is missed less than once in 10,000.
		const rows = Array.from({ length: 4000 }, () => Array.from({ length: 4 }, () => 3 * random()));
		const truth = rows.map((row) => {
			const weights = row.map(Math.exp);
			let lot = random() * weights.reduce((sum, weight) => sum + weight);
			return weights.findIndex((weight) => {
				lot -= weight;
				return lot < 0;
			});
		});
		const scores = rows.map((row) => Float32Array.from(row, (logit) => 2.5 * logit));
		const temperature = fitTemperature({ scores, truth });
		expect(temperature).toBeGreaterThan(2.2);
		expect(temperature).toBeLessThan(2.8);
	});
});

describe("wilsonInterval()", () => {
	test("gives the interval of the textbook: 8 of 10 is 49 to 94 %", () => {
		const [low, high] = wilsonInterval(8, 10);
		expect(low).toBeCloseTo(0.4902, 3);
		expect(high).toBeCloseTo(0.9433, 3);
	});

	test("stays within 0 and 1 when all or none are right", () => {
		expect(wilsonInterval(0, 5)[0]).toBeCloseTo(0, 9);
		expect(wilsonInterval(5, 5)[1]).toBeCloseTo(1, 9);
	});
});
