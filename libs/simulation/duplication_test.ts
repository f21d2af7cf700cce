import { describe, expect, test } from "vitest";
import { lognormalNetwork } from "./drawn_network.ts";
import { compareDuplication } from "./duplication.ts";
import { drawRequests } from "./requests.ts";
import { latestStartMs } from "./simulated_model.ts";

const models = [
	{ name: "large", accuracy: 0.826, meanMs: 112.6, stdMs: 0.34 },
	{ name: "small", accuracy: 0.497, meanMs: 3.2, stdMs: 0.08 },
];
const phone = { name: "phone", accuracy: 0.414, meanMs: 40, stdMs: 6 };
const residential = drawRequests(lognormalNetwork({ mu: 4.537, sigma: 0.523 }), { count: 20_000, seed: 1 });

describe("compareDuplication()", () => {
	const scenario = { models, slaMs: 250, policy: "mdinference" };
	const saving = compareDuplication(scenario, residential, { model: phone });

	test("the copy starts its 99th percentile before the deadline", () => {
		expect(saving.startsAtMs).toBe(latestStartMs(phone, 250));
		expect(saving.startsAtMs).toBeGreaterThan(190);
		expect(saving.startsAtMs).toBeLessThan(200);
	});

	test("runs only where the cloud has not answered by then", () => {
		const { atOnce, late, runsSaved } = saving;
		expect(atOnce.deviceRuns.value).toBe(1);
		const answeredBefore = late.deviceRuns.value;
		expect(runsSaved).toBeCloseTo(1 - answeredBefore, 12);
		expect(answeredBefore).toBeGreaterThan(late.reliance.value);
	});

	test("loses at most the one in a hundred of late answers that its percentile allows", () => {
		const { atOnce, attainmentChange } = saving;
		expect(atOnce.attainment.value).toBe(1);
		expect(attainmentChange.value).toBeLessThanOrEqual(0);
		// 3 % of requests fall back, 1 % of those come late; three times that is beyond chance (about 6 of 20,000 expected).
		expect(attainmentChange.value).toBeGreaterThan(-0.001);
	});

	test("waiting a little less keeps the attainment of a copy at once, for somewhat fewer runs saved", () => {
		const careful = compareDuplication(scenario, residential, { model: phone, percentile: 99.99 });
		// Expected: 0.0001 of the 3 % that fall back, 0.06 of 20,000 requests.
		expect(careful.attainmentChange.value).toBeGreaterThan(-0.0002);
		expect(careful.startsAtMs).toBeLessThan(saving.startsAtMs);
		expect(careful.runsSaved).toBeGreaterThan(0);
		expect(careful.runsSaved).toBeLessThan(saving.runsSaved);
	});

	test("saves nothing where the deadline leaves no time to wait", () => {
		const { startsAtMs, runsSaved } = compareDuplication({ ...scenario, slaMs: 30 }, residential, {
			model: phone,
		});
		expect(startsAtMs).toBe(0);
		expect(runsSaved).toBe(0);
	});
});
