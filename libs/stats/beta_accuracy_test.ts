import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BetaAccuracy } from "./beta_accuracy.ts";
import { NotFiniteError } from "./forgetting.ts";

describe("BetaAccuracy", () => {
	test("follows a <- a0 + d (a - a0) + x, computed label by label", () => {
		const labels = fc.array(fc.boolean(), { minLength: 1, maxLength: 300 });
		fc.assert(
			fc.property(fc.double({ min: 0, max: 1, noNaN: true }), labels, (published, verdicts) => {
				const accuracy = new BetaAccuracy({ published });
				const [a0, b0] = [50 * published, 50 * (1 - published)];
				let [a, b] = [a0, b0];
				for (const right of verdicts) {
					accuracy.update(right);
					a = a0 + 0.999 * (a - a0) + Number(right);
					b = b0 + 0.999 * (b - b0) + Number(!right);
				}
				expect(accuracy.mean).toBeCloseTo(a / (a + b), 10);
				expect(accuracy.labels).toBeCloseTo(a + b - 50, 8);
			}),
			{ seed: 21 },
		);
	});

	test("forgets towards the published accuracy, and remembers at most a thousand labels", () => {
		const accuracy = new BetaAccuracy({ published: 0.9 });
		for (let label = 0; label < 20_000; label++) accuracy.update(label % 2 === 0);
		expect(accuracy.labels).toBeCloseTo(1000, 3);
		expect(accuracy.mean).toBeCloseTo((45 + 500) / 1050, 3);
	});

	test("a label of half the trust counts half", () => {
		const [whole, half] = [new BetaAccuracy({ published: 0.5 }), new BetaAccuracy({ published: 0.5 })];
		whole.update(true);
		half.update(true, 0.5);
		expect([whole.labels, half.labels]).toEqual([1, 0.5]);
	});

	test("doubted labels, however many, neither outweigh those of full trust nor wear them away", () => {
		const accuracy = new BetaAccuracy({ published: 0.9 });
		for (let label = 0; label < 3000; label++) accuracy.update(label % 2 === 0);
		const { right, wrong } = accuracy.snapshot();
		for (let label = 0; label < 100_000; label++) accuracy.update(true, 0.02);
		expect(accuracy.snapshot()).toMatchObject({
			right,
			wrong,
			doubted: { right: expect.closeTo(20, 6), wrong: 0 },
		});
		expect(accuracy.mean).toBeLessThan(0.53);
	});

	test("goes on from a snapshot that was taken before doubted labels were told apart", () => {
		const accuracy = new BetaAccuracy({ published: 0.9 });
		accuracy.restore({ right: 30, wrong: 20 });
		expect(accuracy.snapshot()).toEqual({ right: 30, wrong: 20, doubted: { right: 0, wrong: 0 } });
	});

	test("goes on from a snapshot that went through JSON, bit for bit", () => {
		const accuracy = new BetaAccuracy({ published: 0.7 });
		for (let label = 0; label < 100; label++) accuracy.update(label % 3 === 0, 0.1 + (label % 7) / 10);
		const copy = new BetaAccuracy({ published: 0.7 });
		copy.restore(JSON.parse(JSON.stringify(accuracy.snapshot())));
		accuracy.update(true);
		copy.update(true);
		expect(copy.snapshot()).toEqual(accuracy.snapshot());
	});

	test("refuses what is no weight, and an accuracy in percent", () => {
		const accuracy = new BetaAccuracy({ published: 0.7 });
		expect(() => accuracy.update(true, Number.NaN)).toThrow(NotFiniteError);
		for (const weight of [-60, 0, 1.5]) expect(() => accuracy.update(true, weight)).toThrow(RangeError);
		expect(accuracy.labels).toBe(0);
		expect(() => new BetaAccuracy({ published: 70 })).toThrow(RangeError);
		const priorStrength = Number.POSITIVE_INFINITY;
		expect(() => new BetaAccuracy({ published: 0.7, priorStrength })).toThrow("priorStrength");
	});
});
