import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { minSamples } from "./candidate.ts";
import { choose, makeDecision } from "./decision.ts";
import type { Downlink, PolicyRequest } from "./policy.ts";
import { prepareCandidates } from "./prepared_candidates.ts";
import { anyCandidates, describePolicy } from "./testdata/policy_conformance.ts";
import { nasNetFictional, tableIII } from "./testdata/table_iii.ts";
import { createValue } from "./value.ts";

describePolicy(createValue);

const models = prepareCandidates([...tableIII, nasNetFictional]);
const decide = (request: PolicyRequest, uniform = 0) => {
	const decision = makeDecision(models.order.length);
	const index = choose(createValue(), models, request, uniform, decision);
	return { model: models.candidates[index]!.name, ...decision };
};

/** The policy in full: every model, with the service time cut into 400 equally likely ones. */
function fullValue(index: number, { remainingMs = 0, deviceAccuracy = 0, downlink }: PolicyRequest): number {
	const { meanMs, stdMs, accuracy } = models;
	let onTime = 0;
	for (const z of quantiles) {
		const tookMs = meanMs[index]! + stdMs[index]! * z;
		onTime += downlink!.within(remainingMs - Math.max(0, tookMs)) / quantiles.length;
	}
	return deviceAccuracy + onTime * (accuracy[index]! - deviceAccuracy);
}

/** Inverse of the normal distribution by bisection of its series: slow and plain. */
function normalQuantile(p: number): number {
	let low = -6;
	let high = 6;
	for (let i = 0; i < 60; i++) {
		const middle = (low + high) / 2;
		if (normalCdf(middle) < p) low = middle;
		else high = middle;
	}
	return low;
}

function normalCdf(z: number): number {
	if (Math.abs(z) > 6) return z > 0 ? 1 : 0;
	let term = z;
	let sum = z;
	for (let n = 1; n < 120; n++) {
		term *= (-z * z * (2 * n - 1)) / (2 * n * (2 * n + 1));
		sum += term;
	}
	return 0.5 + sum / Math.sqrt(2 * Math.PI);
}

const quantiles = Array.from({ length: 400 }, (_, i) => normalQuantile((i + 0.5) / 400));

/** A downlink of 20 ms and an exponential rest. */
const lte: Downlink = { within: (ms) => (ms <= 20 ? 0 : 1 - Math.exp(-(ms - 20) / 25)) };

describe("value", () => {
	test("takes the model of the largest A_device + P (A - A_device), as written out in full", () => {
		for (let remainingMs = 5; remainingMs < 400; remainingMs += 7) {
			for (const deviceAccuracy of [0, 0.414, 0.7]) {
				const request = { slaMs: 400, budgetMs: 0, remainingMs, deviceAccuracy, downlink: lte };
				const values = models.candidates.map((_, index) => fullValue(index, request));
				const { base, utilities, infeasible } = decide(request);
				if (infeasible) expect(Math.max(...values)).toBeLessThan(deviceAccuracy + 2e-4);
				else expect(values[base]!).toBeGreaterThan(Math.max(...values) - 1e-4);
				if (!infeasible) expect(utilities[base]).toBeCloseTo(values[base]!, 3);
			}
		}
	});

	test("risks more where a copy on the device answers if it fails", () => {
		const request = { slaMs: 250, budgetMs: 0, remainingMs: 155, downlink: lte };
		expect(decide(request).model).toBe("InceptionV3");
		expect(decide({ ...request, deviceAccuracy: 0.7 }).model).toBe("InceptionV4");
	});

	test("assumes what the printed policy does where nothing is known of the downlink", () => {
		expect(decide({ slaMs: 250, budgetMs: 114, remainingMs: 182 }).model).toBe("NasNet Large");
		expect(decide({ slaMs: 250, budgetMs: 111, remainingMs: 180 }).model).toBe("InceptionV4");
	});

	test("takes the fastest where no model is better than the device's own", () => {
		const request = { slaMs: 250, budgetMs: 150, remainingMs: 200, downlink: lte, deviceAccuracy: 0.9 };
		expect(decide(request)).toMatchObject({ model: "MobileNetV1 0.25", infeasible: true });
	});

	test("counts on a wait that varies", () => {
		const request = {
			slaMs: 250,
			budgetMs: 0,
			remainingMs: 115,
			downlink: { within: (ms: number) => Number(ms >= 0) },
		};
		expect(decide(request).model).toBe("NasNet Large");
		expect(decide({ ...request, waitStdMs: 20 }).model).toBe("InceptionV4");
	});

	test("counts on a model that is late on average where no other gains anything", () => {
		const views = prepareCandidates([
			{ name: "fast", accuracy: 0.414, meanMs: 5, stdMs: 0.1, samples: 1000 },
			{ name: "views", accuracy: 0.967, meanMs: 62, stdMs: 10, samples: 1000 },
		]);
		for (const downlink of [undefined, { within: (ms: number) => Number(ms >= 0) }]) {
			for (const remainingMs of [62, 61]) {
				const decision = makeDecision(2);
				const request = { slaMs: 250, budgetMs: remainingMs, remainingMs, deviceAccuracy: 0.414, downlink };
				expect(choose(createValue(), views, request, 0, decision)).toBe(1);
				expect(decision.infeasible).toBe(false);
			}
		}
		const hopeless = { slaMs: 250, budgetMs: 15, deviceAccuracy: 0.414 };
		const decision = makeDecision(2);
		expect(choose(createValue(), views, hopeless, 0, decision)).toBe(0);
		expect(decision.infeasible).toBe(true);
	});

	test("takes, where nothing is known of the downlink, what a slow and exact maximiser takes", () => {
		const anyRequest = fc.record({
			slaMs: fc.constant(250),
			budgetMs: fc.double({ min: -20, max: 250, noNaN: true }),
			deviceAccuracy: fc.constantFrom(0, 0.414, 0.9),
			waitStdMs: fc.constantFrom(0, 7),
		});
		fc.assert(
			fc.property(anyCandidates, anyRequest, (candidates, request) => {
				const { budgetMs, deviceAccuracy, waitStdMs } = request;
				const gains = candidates.map(({ accuracy, meanMs, stdMs, samples }) => {
					if (samples < minSamples) return Number.NEGATIVE_INFINITY;
					const spreadMs = Math.hypot(stdMs, waitStdMs);
					const isInTime =
						spreadMs === 0 ? Number(meanMs <= budgetMs) : normalCdf((budgetMs - meanMs) / spreadMs);
					return (budgetMs < 0 ? 0 : isInTime) * (accuracy - deviceAccuracy);
				});
				const decision = makeDecision(candidates.length);
				const index = choose(createValue(), prepareCandidates(candidates), request, 0, decision);
				const most = Math.max(...gains);
				if (decision.infeasible) expect(most).toBeLessThan(1.01e-4);
				else {
					expect(gains[index]).toBeGreaterThan(most - 1e-6);
					expect(decision.utilities[index]).toBeCloseTo(deviceAccuracy + most, 5);
				}
			}),
			{ seed: 12, numRuns: 1000 },
		);
	});

	test("takes of many models one that it values most of all when each is alone", () => {
		const anyDownlink = fc
			.record({ fromMs: fc.constantFrom(-5, 0, 40), spreadMs: fc.constantFrom(0, 5, 80) })
			.map(({ fromMs, spreadMs }) => ({
				within: (ms: number) =>
					ms < fromMs ? 0 : spreadMs === 0 ? 1 : Math.min(1, (ms - fromMs) / spreadMs),
			}));
		const anyRequest = fc.record({
			slaMs: fc.constant(250),
			budgetMs: fc.constant(0),
			remainingMs: fc.double({ min: -20, max: 250, noNaN: true }),
			deviceAccuracy: fc.constantFrom(0, 0.414, 0.9),
			waitStdMs: fc.constantFrom(0, 7),
			downlink: anyDownlink,
		});
		fc.assert(
			fc.property(anyCandidates, anyRequest, (candidates, request) => {
				const worth = (some: typeof candidates) => {
					const decision = makeDecision(some.length);
					const index = choose(createValue(), prepareCandidates(some), request, 0, decision);
					return decision.infeasible ? request.deviceAccuracy : decision.utilities[index]!;
				};
				const alone = candidates.map((candidate) => worth([candidate]));
				expect(Math.abs(worth(candidates) - Math.max(...alone))).toBeLessThan(1e-4);
			}),
			{ seed: 13, numRuns: 1000 },
		);
	});
});
