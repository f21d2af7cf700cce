import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { lognormalNetwork } from "./drawn_network.ts";
import { estimateNames } from "./estimator.ts";
import { drawRequests } from "./requests.ts";
import { type Scenario, serve } from "./serve.ts";
import type { SimulatedModel } from "./simulated_model.ts";
import { referenceSimulator } from "./testdata/reference_simulator.ts";
import { parseTrace } from "./trace.ts";
import { traceNetwork } from "./trace_network.ts";

const anyModels = fc
	.uniqueArray(
		fc.record({ accuracy: fc.integer({ min: 1, max: 99 }), meanMs: fc.integer({ min: 1, max: 120 }) }),
		{
			minLength: 1,
			maxLength: 6,
			selector: ({ accuracy }) => accuracy,
		},
	)
	.filter((models) => new Set(models.map(({ meanMs }) => meanMs)).size === models.length)
	.map((models) =>
		models.map(
			({ accuracy, meanMs }, index): SimulatedModel => ({
				name: `model-${index}`,
				accuracy: accuracy / 100,
				meanMs,
				stdMs: meanMs * 0.2,
			}),
		),
	);
const anyTrace = fc.array(fc.nat(40), { minLength: 20, maxLength: 60 }).map((gaps) => {
	let atMs = 1;
	return parseTrace(gaps.map((gap) => (atMs += gap)).join("\n"));
});
const anyNetwork = fc.oneof(
	fc.record({ up: anyTrace, down: anyTrace }).map((traces) => traceNetwork({ ...traces, propagationMs: 5 })),
	fc.boolean().map((independent) => lognormalNetwork({ mu: 4.3, sigma: 0.6, independent })),
);
const anyScenario: fc.Arbitrary<Scenario> = fc.record(
	{
		models: anyModels,
		slaMs: fc.integer({ min: 20, max: 400 }),
		policy: fc.constantFrom(
			"mdinference",
			"static-latency",
			"static-accuracy",
			"static-greedy",
			"clairvoyant",
		),
		estimate: fc.constantFrom(...estimateNames),
		sharpness: fc.constantFrom(1, 4),
		queue: fc.boolean(),
		device: fc.record({
			model: fc.record({
				name: fc.constant("device"),
				accuracy: fc.constantFrom(0.2, 0.5, 0.9),
				meanMs: fc.integer({ min: 5, max: 300 }),
				stdMs: fc.constant(3),
			}),
			startsAtMs: fc.constantFrom(0, 60),
		}),
	},
	{ requiredKeys: ["models", "slaMs", "policy"] },
);

const anyLoad = fc.constantFrom({ intervalMs: 30, poisson: true }, { intervalMs: 400 });
const fields = [
	"model",
	"estimateMs",
	"waitMs",
	"serviceMs",
	"networkMs",
	"cloudMs",
	"deviceMs",
	"latencyMs",
	"byDevice",
	"accuracy",
] as const;
const near = (a: number, b: number) => a === b || Math.abs(a - b) < 1e-6;

describe("serve()", { timeout: 60_000 }, () => {
	test("gives what the slow, obvious simulator gives, request by request", () => {
		fc.assert(
			fc.property(anyScenario, anyNetwork, fc.integer(), anyLoad, (scenario, network, seed, load) => {
				const requests = drawRequests(network, { count: 60, seed, ...load });
				const outcomes = serve(scenario, requests);
				const differences = referenceSimulator(scenario, requests).flatMap((expected, request) =>
					fields
						.filter((field) => !near(outcomes[field][request]!, Number(expected[field])))
						.map((field) => ({ request, field, is: outcomes[field][request], expected: expected[field] })),
				);
				expect(differences).toEqual([]);
			}),
			{ seed: 21, numRuns: 150 },
		);
	});

	test("the same seed gives the same outcomes, also into arrays that were used before", () => {
		fc.assert(
			fc.property(anyScenario, anyNetwork, fc.integer(), (scenario, network, seed) => {
				const draw = () => drawRequests(network, { count: 40, seed });
				const first = serve(scenario, draw());
				const used = serve({ ...scenario, slaMs: scenario.slaMs + 70 }, draw());
				expect(serve(scenario, draw(), used)).toEqual(first);
			}),
			{ seed: 22, numRuns: 100 },
		);
	});

	test("with a copy that is fast enough, every request is answered by the deadline", () => {
		fc.assert(
			fc.property(anyScenario, anyNetwork, fc.integer(), (scenario, network, seed) => {
				const model = { name: "device", accuracy: 0.4, meanMs: scenario.slaMs / 2, stdMs: 0 };
				const { latencyMs } = serve(
					{ ...scenario, device: { model } },
					drawRequests(network, { count: 40, seed }),
				);
				expect(latencyMs.every((ms) => ms <= scenario.slaMs)).toBe(true);
			}),
			{ seed: 23, numRuns: 200 },
		);
	});

	test("load changes latency: a busier server keeps requests waiting longer", () => {
		const models = [{ name: "one", accuracy: 0.5, meanMs: 50, stdMs: 0 }];
		const waits = [1, 10, 18].map((requestsPerSecond) => {
			const requests = drawRequests(lognormalNetwork({ mu: 4, sigma: 0.2 }), {
				count: 20_000,
				seed: 4,
				intervalMs: 1000 / requestsPerSecond,
				poisson: true,
			});
			const { waitMs } = serve({ models, slaMs: 250, policy: "mdinference", queue: true }, requests);
			return waitMs.reduce((sum, ms) => sum + ms, 0) / waitMs.length;
		});
		// Pollaczek and Khinchine: the wait at a server that always takes S is S rho / (2 (1 - rho)).
		const expected = [0.05, 0.5, 0.9].map((load) => (50 * load) / (2 * (1 - load)));
		expect(Math.abs(waits[0]! / expected[0]! - 1)).toBeLessThan(0.15);
		expect(Math.abs(waits[1]! / expected[1]! - 1)).toBeLessThan(0.1);
		expect(Math.abs(waits[2]! / expected[2]! - 1)).toBeLessThan(0.2);
	});
});
