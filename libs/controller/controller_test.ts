import {
	createValue,
	InvalidCandidateError,
	makeDecision,
	prepareCandidates,
	weigh,
} from "@mdinference/selection";
import { NotFiniteError } from "@mdinference/stats";
import { describe, expect, test } from "vitest";
import { Controller } from "./controller.ts";
import { UnknownModelError } from "./unknown_model_error.ts";

const models = [
	{ task: "characters", name: "nano", accuracy: 0.6 },
	{ task: "characters", name: "large", accuracy: 0.95 },
	{ task: "faces", name: "only", accuracy: 0.8 },
];

/** A request of a phone that measured its network time itself. */
const phone = (slaMs: number, networkMs: number, arrivedAtMs = 0) => ({
	slaMs,
	uploadMs: 0,
	arrivedAtMs,
	previousNetworkMs: networkMs,
});

function measured(): Controller {
	const controller = new Controller({ models, seed: 1 });
	for (let atMs = 0; atMs < 30; atMs++) {
		controller.observe("characters", "nano", { serviceMs: 1, cold: false, atMs });
		controller.observe("characters", "large", { serviceMs: 40, cold: false, atMs });
	}
	controller.publish(30);
	return controller;
}

describe("Controller", () => {
	test("chooses by the budget that the network left", () => {
		const controller = measured();
		expect(controller.select("characters", phone(250, 100))).toMatchObject({
			model: "large",
			policy: "mdinference",
			budgetMs: 150,
			infeasible: false,
		});
		expect(controller.select("characters", phone(120, 100)).model).toBe("nano");
	});

	test("the value policy counts the deviation of the wait once, of a client of which nothing is known", () => {
		const controller = new Controller({ models, seed: 1, workers: 1, policy: "value" });
		for (let atMs = 0; atMs < 30; atMs++) {
			controller.observe("characters", "nano", { serviceMs: atMs % 2 ? 20 : 60, cold: false, atMs });
			controller.observe("characters", "large", { serviceMs: 40, cold: false, atMs });
		}
		controller.publish(30);
		controller.begin("characters", "nano", 30);
		const { waitMs } = controller.select("characters", phone(250, 0, 30));
		expect(waitMs).toBeGreaterThan(75);
		const { model, budgetMs, candidates } = controller.select("characters", phone(250, 205 - waitMs, 30));
		expect(budgetMs).toBeCloseTo(45, 9);
		expect(model).toBe("large");
		expect(candidates[0]).toMatchObject({ model: "large", utility: 0.95 });
	});

	test("of a request that names no client, what a selection says it was made from gives the same utilities and the same base again", () => {
		const controller = new Controller({ models, seed: 1, workers: 1, policy: "value" });
		for (let atMs = 0; atMs < 30; atMs++) {
			const cold = false;
			controller.observe("characters", "nano", { place: "device", serviceMs: 5, cold, atMs });
			controller.observe("characters", "nano", { serviceMs: 1 + (atMs % 3), overheadMs: 2, cold, atMs });
			controller.observe("characters", "large", { serviceMs: 40 + (atMs % 20), cold, atMs });
		}
		controller.publish(30);
		controller.begin("characters", "nano", 30);
		for (const slaMs of [120, 150, 156, 160, 200]) {
			const request = { ...phone(slaMs, 100, 30), deviceModel: "nano" };
			const { known, baseModel, candidates, ...told } = controller.select("characters", request);
			expect(told).toMatchObject({ remainingMs: null, deviceAccuracy: 0.6 });
			const prepared = prepareCandidates(known);
			const decision = makeDecision(known.length);
			const { budgetMs, deviceAccuracy } = told;
			weigh(createValue(), prepared, { slaMs, budgetMs, deviceAccuracy: deviceAccuracy! }, decision);
			const indexOf = (name: string) => known.findIndex((candidate) => candidate.name === name);
			expect(decision.base).toBe(indexOf(baseModel));
			for (const { model, utility } of candidates) expect(decision.utilities[indexOf(model)]).toBe(utility);
		}
	});

	test("of a client that it knows it says what was left for service and way down, and how much the wait may vary", () => {
		const controller = measured();
		const request = { ...phone(250, 60, 1_000), uploadMs: 20, clientId: "phone-1" };
		expect(controller.select("characters", request)).toMatchObject({
			waitMs: 0,
			waitStdMs: 0,
			remainingMs: 230,
			deviceAccuracy: null,
		});
		controller.begin("characters", "large", 1_000);
		const { waitMs, waitStdMs, remainingMs } = controller.select("characters", request);
		expect(remainingMs).toBeCloseTo(230 - (waitMs - 2 * waitStdMs), 9);
		expect(waitMs - 2 * waitStdMs).toBeCloseTo(40, 9);
	});

	test("follows a model that became slow: what it could do before, it is no longer asked to", () => {
		const controller = measured();
		expect(controller.select("characters", phone(150, 100)).model).toBe("large");
		for (let atMs = 1000; atMs < 61_000; atMs += 1000) {
			controller.observe("characters", "large", { serviceMs: 120, cold: false, atMs });
		}
		expect(controller.select("characters", phone(150, 100, 61_000)).model).toBe("nano");
	});

	test("is not misled by a cold start or a queue", () => {
		const controller = measured();
		controller.observe("characters", "large", { serviceMs: 900, cold: true, atMs: 40 });
		controller.observe("characters", "large", { serviceMs: 40, queueMs: 800, cold: false, atMs: 41 });
		expect(controller.select("characters", phone(150, 100)).model).toBe("large");
	});

	test("what was learned becomes known with the next version, a second later; a clock that jumps back does not freeze it", () => {
		const controller = measured();
		const select = () => controller.select("characters", phone(150, 100, 0));
		const first = select();
		const slow = (atMs: number) =>
			controller.observe("characters", "large", { serviceMs: 500, cold: false, atMs });
		slow(1029);
		expect(select()).toMatchObject({ known: first.known, profileVersion: 1 });
		slow(1030);
		expect(select().profileVersion).toBe(2);
		expect(select().known).not.toEqual(first.known);
		slow(-3_600_000);
		expect(select().profileVersion).toBe(3);
	});

	test("a selection keeps what it knew, whatever is learned afterwards", () => {
		const controller = measured();
		const { known } = controller.select("characters", phone(150, 100));
		const before = known.map((candidate) => ({ ...candidate }));
		controller.observe("characters", "large", { serviceMs: 500, cold: false, atMs: 50 });
		expect(known).toEqual(before);
	});

	test("estimates the network as the paper does when the client says nothing: twice the upload", () => {
		const { network, budgetMs } = measured().select("characters", {
			slaMs: 250,
			uploadMs: 40,
			arrivedAtMs: 0,
		});
		expect({ network, budgetMs }).toEqual({ network: { networkMs: 80, source: "upload" }, budgetMs: 170 });
	});

	test("smooths the network time of a client that says who it is", () => {
		const controller = measured();
		const request = { ...phone(250, 80), clientId: "phone" };
		expect(controller.select("characters", request).network).toEqual({ networkMs: 120, source: "client" });
		expect(controller.select("characters", request).network).toEqual({ networkMs: 110, source: "client" });
	});

	test("a claim of an hour is forgotten soon: it enters the smoothed time as the SLA at most", () => {
		const controller = measured();
		const claim = (networkMs: number) =>
			controller.select("characters", { ...phone(250, networkMs), clientId: "phone" }).network.networkMs;
		for (let request = 0; request < 20; request++) claim(40);
		expect(claim(3_600_000)).toBeLessThanOrEqual(250);
		for (let request = 0; request < 8; request++) claim(40);
		expect(claim(40)).toBeLessThan(75);
	});

	test("a network that took the whole SLA leaves the fastest model and says so", () => {
		expect(measured().select("characters", phone(5, 40))).toMatchObject({
			model: "nano",
			probability: 1,
			budgetMs: 0,
			infeasible: true,
			budgetExhausted: true,
		});
	});

	test("a larger sharpness explores less", () => {
		const alike = [
			{ task: "t", name: "good", accuracy: 0.9 },
			{ task: "t", name: "poor", accuracy: 0.6 },
		];
		const propensity = (sharpness: number) => {
			const controller = new Controller({ models: alike, seed: 1, sharpness });
			for (let atMs = 0; atMs < 20; atMs++) {
				for (const { name } of alike) {
					controller.observe("t", name, { serviceMs: atMs % 2 ? 4 : 6, cold: false, atMs });
				}
			}
			controller.publish(20);
			const { candidates } = controller.select("t", phone(250, 100));
			return candidates.find(({ model }) => model === "poor")!.probability;
		};
		expect(propensity(1)).toBeCloseTo(0.6 / 1.5, 6);
		expect(propensity(10)).toBeCloseTo(0.6 ** 10 / (0.6 ** 10 + 0.9 ** 10), 6);
	});

	test("keeps tasks apart", () => {
		const selection = measured().select("faces", phone(250, 10));
		expect(selection).toMatchObject({ model: "only", infeasible: true });
	});

	test("the same seed and the same outcomes give the same selections", () => {
		const play = () => {
			const controller = measured();
			return Array.from({ length: 100 }, (_, i) => {
				controller.observe("characters", "nano", { serviceMs: 30 + (i % 7), cold: false, atMs: 100 + i });
				return controller.select("characters", phone(180, 100));
			});
		};
		expect(play()).toEqual(play());
	});

	test("names what it does not know", () => {
		const controller = measured();
		expect(() => controller.select("cats", phone(1, 0))).toThrow('there is no task "cats"');
		expect(() => controller.profile("faces", "nano")).toThrow('task "faces" has no model "nano"');
		expect(() => controller.profile("faces", "nano")).toThrow(UnknownModelError);
	});

	test("refuses poison and is as before", () => {
		const controller = measured();
		const poison = { serviceMs: Number.NaN, cold: false, atMs: 99 };
		expect(() => controller.observe("characters", "nano", poison)).toThrow(NotFiniteError);
		expect(controller.profile("characters", "nano").service.meanMs).toBe(1);
		const percent = [{ task: "t", name: "m", accuracy: 95 }];
		expect(() => new Controller({ models: percent, seed: 1 })).toThrow(InvalidCandidateError);
	});
});
