import { describe, expect, test } from "vitest";
import { lognormalNetwork } from "./drawn_network.ts";
import { drawRequests } from "./requests.ts";
import { type Scenario, serve } from "./serve.ts";
import { summarize } from "./summary.ts";

const scenario: Scenario = {
	models: [
		{ name: "large", accuracy: 0.8, meanMs: 110, stdMs: 2 },
		{ name: "small", accuracy: 0.5, meanMs: 4, stdMs: 0.5 },
	],
	slaMs: 200,
	policy: "mdinference",
	device: { model: { name: "phone", accuracy: 0.4, meanMs: 60, stdMs: 50 }, startsAtMs: 150 },
};
const requests = drawRequests(lognormalNetwork({ mu: 4.5, sigma: 0.6 }), { count: 5000, seed: 3 });
const outcomes = serve(scenario, requests);
const summary = summarize(outcomes, scenario);
const share = (holds: (request: number) => boolean) => {
	let held = 0;
	for (let i = 0; i < 5000; i++) if (holds(i)) held++;
	return held / 5000;
};

describe("summarize()", () => {
	test("counts what each figure says", () => {
		expect(summary.attainment.value).toBe(share((i) => outcomes.latencyMs[i]! <= 200));
		expect(summary.reliance.value).toBe(share((i) => outcomes.byDevice[i] === 1));
		expect(summary.improved.value).toBe(share((i) => outcomes.accuracy[i]! > 0.4));
		expect(summary.deviceRuns.value).toBe(share((i) => Number.isFinite(outcomes.deviceMs[i])));
		expect(summary.usage.map((usage) => usage.share.value)).toEqual([
			share((i) => outcomes.model[i] === 0),
			share((i) => outcomes.model[i] === 1),
		]);
		expect(summary.reliance.value).toBeGreaterThan(0.01);
		expect(summary.deviceRuns.value).toBeLessThan(1);
	});

	test("aggregate accuracy is the mean accuracy of those that answered, late ones included", () => {
		const { usage, reliance, accuracy } = summary;
		const ofAnswers = [0.8, 0.5, 0.4].map((value) => value * share((i) => outcomes.accuracy[i] === value));
		expect(accuracy.value).toBeCloseTo(
			ofAnswers.reduce((sum, part) => sum + part),
			12,
		);
		expect(usage.length).toBe(2);
		const { device: _, ...bare } = scenario;
		const alone = summarize(serve(bare, requests), bare);
		const [large, small] = alone.usage.map((usage) => usage.share.value);
		expect(alone.accuracy.value).toBeCloseTo(0.8 * large! + 0.5 * small!, 12);
		expect(alone.attainment.value).toBeLessThan(1);
		expect(alone.improved.value).toBe(1);
		expect(reliance.value).toBeGreaterThan(0);
	});

	test("quantiles are latencies, with as many requests below as they say", () => {
		for (const { share: wanted, latencyMs } of summary.quantilesMs) {
			const below = share((i) => outcomes.latencyMs[i]! <= latencyMs.value);
			expect(below).toBeGreaterThanOrEqual(wanted);
			expect(share((i) => outcomes.latencyMs[i]! < latencyMs.value)).toBeLessThan(wanted);
			expect(latencyMs.low).toBeLessThanOrEqual(latencyMs.value);
			expect(latencyMs.high).toBeGreaterThanOrEqual(latencyMs.value);
		}
	});

	test("requests that depend on each other say less: the figures stay, the intervals widen", () => {
		const busy = { ...scenario, policy: "static-accuracy", queue: true };
		const queued = drawRequests(lognormalNetwork({ mu: 3.9, sigma: 0.1 }), {
			count: 5000,
			seed: 3,
			intervalMs: 130,
			poisson: true,
		});
		const served = serve(busy, queued);
		const independent = summarize(served, busy);
		const correlated = summarize(served, busy, { correlated: true });
		const width = ({ low, high }: { low: number; high: number }) => high - low;
		for (const field of ["attainment", "accuracy", "latencyMs", "reliance"] as const) {
			expect(correlated[field].value).toBe(independent[field].value);
			expect(width(correlated[field])).toBeGreaterThan(width(independent[field]));
		}
	});
});
