import { expect, test } from "vitest";
import { DeviceError } from "./device_error.ts";
import { toLabels } from "./to_labels.ts";

const as = (kind: "logits" | "probabilities", temperature = 1) => ({
	labels: ["red", "green", "blue"],
	output: { name: "logits", shape: [1, 3], dtype: "float32" as const, kind, temperature },
});

test("toLabels() gives the best first, with a softmax of the logits", () => {
	const [best, second, third] = toLabels([0, Math.log(3), Math.log(4)], as("logits"));
	expect([best?.label, second?.label, third?.label]).toEqual(["blue", "green", "red"]);
	expect(best?.probability).toBeCloseTo(0.5, 12);
	expect(third?.probability).toBeCloseTo(0.125, 12);
});

test("toLabels() takes probabilities as they are, and no more than are asked for", () => {
	expect(toLabels([0.7, 0.1, 0.2], as("probabilities"), 1)).toEqual([{ label: "red", probability: 0.7 }]);
});

test("toLabels() is less sure at a higher temperature, and never overflows", () => {
	const [cold] = toLabels([1000, 999, 0], as("logits", 1));
	const [hot] = toLabels([1000, 999, 0], as("logits", 4));
	expect(cold!.probability).toBeGreaterThan(hot!.probability);
	expect(hot!.probability).toBeLessThan(1);
});

test("toLabels() refuses what is no number, and another number of labels", () => {
	expect(() => toLabels([1, Number.NaN, 0], as("logits"))).toThrow(DeviceError);
	expect(() => toLabels([1, 2], as("logits"))).toThrow(DeviceError);
});
