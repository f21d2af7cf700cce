import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { softmax } from "./softmax.ts";

const logits = fc.float32Array({ minLength: 1, maxLength: 40, min: -50, max: 50, noNaN: true });
const temperature = fc.double({ min: 0.1, max: 10, noNaN: true });

describe("softmax()", () => {
	test("agrees with the sum of the exponentials of all differences", () => {
		fc.assert(
			fc.property(logits, temperature, (logits, temperature) => {
				for (const [index, probability] of softmax(logits, temperature).entries()) {
					const others = Array.from(logits, (other) => Math.exp((other - logits[index]!) / temperature));
					expect(probability).toBeCloseTo(1 / others.reduce((a, b) => a + b), 6);
				}
			}),
			{ seed: 7 },
		);
	});

	test("sums to 1 and never reorders, for any finite logits", () => {
		const any = fc.float32Array({ minLength: 1, maxLength: 40, noNaN: true, noDefaultInfinity: true });
		fc.assert(
			fc.property(any, temperature, (logits, temperature) => {
				const probabilities = softmax(logits, temperature);
				expect(probabilities.reduce((a, b) => a + b)).toBeCloseTo(1, 5);
				const best = logits.indexOf(logits.toSorted().at(-1)!);
				expect(probabilities[best]).toBe(probabilities.toSorted().at(-1));
			}),
			{ seed: 7 },
		);
	});

	test("gives NaN for NaN, which the worker refuses", () => {
		expect(softmax(new Float32Array([1, Number.NaN])).every(Number.isNaN)).toBe(true);
	});
});
