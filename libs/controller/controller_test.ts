import { InvalidCandidateError } from "@mdinference/selection";
import { NotFiniteError, seededRandom } from "@mdinference/stats";
import { describe, expect, test } from "vitest";
import { Controller, UnknownModelError } from "./controller.ts";

const models = [
	{ task: "characters", name: "nano", accuracy: 0.6 },
	{ task: "characters", name: "large", accuracy: 0.95 },
	{ task: "faces", name: "only", accuracy: 0.8 },
];

function measured(): Controller {
	const controller = new Controller({ models, random: seededRandom(1) });
	for (let atMs = 0; atMs < 30; atMs++) {
		controller.observe("characters", "nano", { serviceMs: 1, cold: false, atMs });
		controller.observe("characters", "large", { serviceMs: 40, cold: false, atMs });
	}
	return controller;
}

describe("Controller", () => {
	test("chooses by the budget that the network left", () => {
		const controller = measured();
		expect(controller.select("characters", { slaMs: 250, networkMs: 100 })).toMatchObject({
			model: "large",
			policy: "mdinference",
			budgetMs: 150,
			infeasible: false,
		});
		expect(controller.select("characters", { slaMs: 120, networkMs: 100 }).model).toBe("nano");
	});

	test("follows a model that became slow: what it could do before, it is no longer asked to", () => {
		const controller = measured();
		const request = { slaMs: 150, networkMs: 100 };
		expect(controller.select("characters", request).model).toBe("large");
		for (let atMs = 1000; atMs < 61_000; atMs += 1000) {
			controller.observe("characters", "large", { serviceMs: 120, cold: false, atMs });
		}
		expect(controller.select("characters", request).model).toBe("nano");
	});

	test("is not misled by a cold start or a queue", () => {
		const controller = measured();
		controller.observe("characters", "large", { serviceMs: 900, cold: true, atMs: 40 });
		controller.observe("characters", "large", { serviceMs: 40, queueMs: 800, cold: false, atMs: 41 });
		expect(controller.select("characters", { slaMs: 150, networkMs: 100 }).model).toBe("large");
	});

	test("a selection keeps what it knew, whatever is learned afterwards", () => {
		const controller = measured();
		const { known } = controller.select("characters", { slaMs: 150, networkMs: 100 });
		const before = known.map((candidate) => ({ ...candidate }));
		controller.observe("characters", "large", { serviceMs: 500, cold: false, atMs: 50 });
		expect(known).toEqual(before);
	});

	test("keeps tasks apart", () => {
		const selection = measured().select("faces", { slaMs: 250, networkMs: 10 });
		expect(selection).toMatchObject({ model: "only", infeasible: true });
	});

	test("the same seed and the same outcomes give the same selections", () => {
		const play = () => {
			const controller = measured();
			return Array.from({ length: 100 }, (_, i) => {
				controller.observe("characters", "nano", { serviceMs: 30 + (i % 7), cold: false, atMs: 100 + i });
				return controller.select("characters", { slaMs: 180, networkMs: 100 });
			});
		};
		expect(play()).toEqual(play());
	});

	test("names what it does not know", () => {
		const controller = measured();
		expect(() => controller.select("cats", { slaMs: 1, networkMs: 0 })).toThrow('there is no task "cats"');
		expect(() => controller.profile("faces", "nano")).toThrow('task "faces" has no model "nano"');
		expect(() => controller.profile("faces", "nano")).toThrow(UnknownModelError);
	});

	test("refuses poison and is as before", () => {
		const controller = measured();
		const poison = { serviceMs: Number.NaN, cold: false, atMs: 99 };
		expect(() => controller.observe("characters", "nano", poison)).toThrow(NotFiniteError);
		expect(controller.profile("characters", "nano").service.meanMs).toBe(1);
		const percent = [{ task: "t", name: "m", accuracy: 95 }];
		expect(() => new Controller({ models: percent, random: Math.random })).toThrow(InvalidCandidateError);
	});
});
