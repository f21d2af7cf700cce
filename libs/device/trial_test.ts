import { describe, expect, test } from "vitest";
import { judgeTrial, medianOf, trialInput } from "./trial.ts";

const golden = { outputs: [-3, 0.5, 7], medianMs: 10 };
const tried = (outputs: number[], medianMs = 4) => judgeTrial(golden, { outputs, medianMs });

describe("judgeTrial()", () => {
	test("takes WebGPU when it gives the golden answer in less time", () => {
		expect(tried([-3.05, 0.6, 6.9])).toEqual({ provider: "webgpu", reason: "faster" });
	});

	test("does not when it is slower, or only as fast", () => {
		expect(tried(golden.outputs, 11)).toEqual({ provider: "wasm", reason: "slower" });
		expect(tried(golden.outputs, 10)).toEqual({ provider: "wasm", reason: "slower" });
	});

	test.each([
		["another order", [7, 0.5, -3]],
		["one output off", [-3, 0.5, 6.7]],
		["too few", [-3, 0.5]],
		["zeros", [0, 0, 0]],
	])("never when the answer is wrong: %s", (_, outputs) => {
		expect(tried(outputs)).toEqual({ provider: "wasm", reason: "wrong-answer" });
		expect(judgeTrial(golden, { outputs, medianMs: 1 }, { wanted: true }).provider).toBe("wasm");
	});

	test("never when it gives what is no number", () => {
		expect(tried([Number.NaN, 0.5, 7]).reason).toBe("not-finite");
		expect(tried([-3, Number.POSITIVE_INFINITY, 7]).reason).toBe("not-finite");
	});

	test("takes a slower one where it is wanted", () => {
		const slow = { outputs: golden.outputs, medianMs: 900 };
		expect(judgeTrial(golden, slow, { wanted: true })).toEqual({ provider: "webgpu", reason: "wanted" });
	});
});

describe("trialInput()", () => {
	test("is the same every time, spread over -2 to 2", () => {
		const input = trialInput(3072);
		expect(input).toEqual(trialInput(3072));
		const mean = input.reduce((sum, value) => sum + value, 0) / input.length;
		expect(Math.abs(mean)).toBeLessThan(0.1);
		expect([Math.min(...input) < -1.9, Math.max(...input) > 1.9]).toEqual([true, true]);
	});
});

test("medianOf() takes the middle one", () => {
	expect([medianOf([5]), medianOf([9, 1, 5]), medianOf([4, 1, 3, 2]), medianOf([])]).toEqual([5, 5, 2, 0]);
});
