import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { lognormalNetwork, normalNetwork, samplesNetwork } from "./drawn_network.ts";
import { InvalidNetworkError, type Network } from "./network.ts";
import { drawRequests } from "./requests.ts";

const count = 100_000;
const wholeMs = (network: Network) => {
	const { upMs, downMs } = drawRequests(network, { count, seed: 3 });
	return upMs.map((up, request) => up + downMs(request, 0));
};
const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length;
const deviation = (values: Float64Array) => {
	const centre = mean(values);
	return Math.sqrt(mean(values.map((value) => (value - centre) ** 2)));
};

describe("networks that are drawn", () => {
	test("normal: the paper's 100 ± 50 ms, cut at 0 by redrawing (5 standard errors: fails by chance below 1e-6)", () => {
		const times = wholeMs(normalNetwork({ meanMs: 100, stdMs: 50 }));
		// A normal distribution cut at two deviations below its mean: density 0.05399 and mass 0.97725 there.
		const hazard = 0.0539909665 / 0.9772498681;
		const cutMean = 100 + 50 * hazard;
		const cutStd = 50 * Math.sqrt(1 - 2 * hazard - hazard ** 2);
		expect(Math.abs(mean(times) - cutMean)).toBeLessThan((5 * cutStd) / Math.sqrt(count));
		expect(Math.abs(deviation(times) - cutStd)).toBeLessThan((5 * cutStd) / Math.sqrt(count));
		expect(times.every((ms) => ms > 0)).toBe(true);
	});

	test("lognormal: P(Tnw > 246 ms) of the calibrated university network is that of Table IV's static latency", () => {
		const late = wholeMs(lognormalNetwork({ mu: 3.879, sigma: 0.583 })).filter((ms) => ms > 246).length;
		// 0.27 % expected: 5 standard errors of 0.016 points.
		expect(Math.abs(late / count - 0.0027)).toBeLessThan(0.0008);
	});

	test("shifted lognormal: nothing below the floor, and its mean on top", () => {
		const times = wholeMs(lognormalNetwork({ mu: 3, sigma: 0.5, shiftMs: 80 }));
		expect(times.every((ms) => ms > 80)).toBe(true);
		expect(Math.abs(mean(times) - 80 - Math.exp(3.125))).toBeLessThan(0.2);
	});

	test("samples: each as often as the others", () => {
		const times = wholeMs(samplesNetwork([10, 20, 30, 40]));
		for (const sample of [10, 20, 30, 40]) {
			expect(Math.abs(times.filter((ms) => ms === sample).length / count - 0.25)).toBeLessThan(0.007);
		}
	});

	test("both ways take the same, or each its own, of the same distribution", () => {
		const options = { mu: 4, sigma: 0.5 };
		const same = drawRequests(lognormalNetwork(options), { count, seed: 1 });
		expect(same.upMs.every((ms, request) => ms === same.downMs(request, 0))).toBe(true);
		const own = drawRequests(lognormalNetwork({ ...options, independent: true }), { count, seed: 1 });
		const down = own.upMs.map((_, request) => own.downMs(request, 0));
		expect(Math.abs(mean(own.upMs) - mean(down))).toBeLessThan(0.5);
		const product = mean(own.upMs.map((up, request) => up * down[request]!));
		const correlation = (product - mean(own.upMs) * mean(down)) / (deviation(own.upMs) * deviation(down));
		expect(Math.abs(correlation)).toBeLessThan(0.02);
	});

	test("the same seed gives the same requests, another seed others", () => {
		const network = normalNetwork({ meanMs: 100, stdMs: 50, independent: true });
		const draw = (seed: number) => {
			const batch = drawRequests(network, { count: 50, seed });
			return [batch.sentAtMs, batch.upMs, batch.uniform, batch.cloudNormal, batch.deviceNormal].map(
				(values) => values.join(),
			);
		};
		fc.assert(
			fc.property(fc.integer(), (seed) => {
				expect(draw(seed)).toEqual(draw(seed));
				expect(draw(seed + 1)).not.toEqual(draw(seed));
			}),
			{ seed: 1 },
		);
	});

	test.each([
		["meanMs", () => normalNetwork({ meanMs: 0, stdMs: 1 })],
		["meanMs", () => normalNetwork({ meanMs: Number.NaN, stdMs: 1 })],
		["stdMs", () => normalNetwork({ meanMs: 1, stdMs: -1 })],
		["mu", () => lognormalNetwork({ mu: Number.POSITIVE_INFINITY, sigma: 1 })],
		["sigma", () => lognormalNetwork({ mu: 1, sigma: Number.NaN })],
		["shiftMs", () => lognormalNetwork({ mu: 1, sigma: 1, shiftMs: -2 })],
		["samples", () => samplesNetwork([])],
		["samples[1]", () => samplesNetwork([1, Number.NaN])],
	])("a wrong %s is named", (field, make) => {
		expect(make).toThrow(InvalidNetworkError);
		expect(make).toThrow(field);
	});
});
