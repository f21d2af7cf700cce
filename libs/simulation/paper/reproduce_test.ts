import { describe, expect, test } from "vitest";
import measurements from "../../../data/paper/published_measurements.json" with { type: "json" };
import { PublishedMeasurements } from "../published_measurements.ts";
import { drawRequests } from "../requests.ts";
import type { SimulatedModel } from "../simulated_model.ts";
import { figureSixExperiment } from "./figure_6.ts";
import { reproduce, reproductionSteps } from "./reproduce.ts";
import { run } from "./run.ts";
import { makeSetting } from "./setting.ts";
import { tableFourExperiment } from "./table_iv.ts";

const published = PublishedMeasurements.parse(measurements);
const setting = makeSetting(published, { requests: 2000, seed: 3 });

/** Equations (1) and (2) integrated over the normal distribution above 0: no random numbers, no policy of ours. */
function integrated(
	models: readonly SimulatedModel[],
	slaMs: number,
): { accuracy: number; latencyMs: number } {
	const fastest = models.reduce((a, b) => (b.meanMs < a.meanMs ? b : a));
	const stepMs = 0.01;
	let [mass, accuracy, latencyMs] = [0, 0, 0];
	for (let ms = stepMs / 2; ms < 400; ms += stepMs) {
		const weight = Math.exp(-0.5 * ((ms - 100) / 50) ** 2);
		const fitting = models.filter(({ meanMs, stdMs }) => meanMs + stdMs < slaMs - ms);
		const chosen = fitting.reduce((a, b) => (b.accuracy > a.accuracy ? b : a), fitting[0] ?? fastest);
		mass += weight;
		accuracy += weight * chosen.accuracy;
		latencyMs += weight * (ms + chosen.meanMs);
	}
	return { accuracy: accuracy / mass, latencyMs: latencyMs / mass };
}

describe("the simulated Figure 3", () => {
	const requests = drawRequests(setting.network, { count: 40_000, seed: 5 });

	// Twelve comparisons at four standard errors: fails once in 1,300 seeds, and this seed is fixed.
	test.each([30, 75, 115, 150, 200, 250])(
		"agrees with the integral of equations (1) and (2) at %d ms",
		(slaMs) => {
			const { accuracy, latencyMs } = run(
				{ models: setting.models, slaMs, policy: "mdinference" },
				requests,
			).summary;
			const exact = integrated(setting.models, slaMs);
			const errors = (ours: { value: number; high: number }, is: number) =>
				Math.abs(ours.value - is) / ((ours.high - ours.value) / 1.96);
			expect(errors(accuracy, exact.accuracy)).toBeLessThan(4);
			expect(errors(latencyMs, exact.latencyMs)).toBeLessThan(4);
		},
	);

	test("the 68 % near 115 ms are not what the equations give on a normal network", () => {
		expect(100 * integrated(setting.models, 115).accuracy).toBeCloseTo(65.0, 1);
	});
});

describe("the verdicts", () => {
	test("have teeth: on a network that is 20 % slower Table IV's residential half fails", () => {
		const { university, residential } = published.network_rtt_calibrated;
		const slower = {
			...published,
			network_rtt_calibrated: {
				...published.network_rtt_calibrated,
				residential: { ...residential, mu: residential.mu + Math.log(1.2) },
				university,
			},
		};
		const { findings } = tableFourExperiment(makeSetting(slower, { requests: 2000, seed: 3 }));
		const failed = findings.filter(({ verdict }) => verdict === "fails").map(({ claim }) => claim.id);
		expect(failed).toContain("table-iv.residential.static-accuracy.reliance");
		expect(failed).toContain("table-iv.residential.mdinference.accuracy");
		expect(failed.filter((id) => id.includes("university"))).toEqual([]);
	}, 60_000);

	test("an explanation needs its evidence: were NasNet Fictional as good as any, equation (3) would excuse nothing", () => {
		const twin = { ...setting, fictional: { ...setting.fictional, accuracy: 0.7 } };
		const { findings } = figureSixExperiment(twin);
		expect(findings.find(({ claim }) => claim.id === "figure-6.low-probability")?.verdict).toBe("fails");
	}, 60_000);

	test("the same seed gives the same report, and each claim has an id of its own", () => {
		let steps = 0;
		const options = { requests: 1000, seed: 9, onStep: () => steps++ };
		const first = reproduce(published, options);
		expect(steps).toBe(reproductionSteps);
		expect(JSON.stringify(reproduce(published, options).findings)).toBe(JSON.stringify(first.findings));
		const ids = first.findings.map(({ claim }) => claim.id);
		expect(new Set(ids).size).toBe(ids.length);
	}, 60_000);

	test("measurements that lack a model are refused by its name", () => {
		const lacking = {
			...published,
			"p2.xlarge": published["p2.xlarge"].filter(({ name }) => name !== "densenet"),
		};
		expect(() => makeSetting(lacking, { requests: 1000, seed: 1 })).toThrow("the measurements lack densenet");
	});
});
