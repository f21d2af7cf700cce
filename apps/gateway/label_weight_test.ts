import { Controller } from "@mdinference/controller";
import { seededRandom } from "@mdinference/stats";
import { expect, test } from "vitest";
import { labelWeight, strangersWeight } from "./label_weight.ts";

test("where nothing is set the operator is believed, and strangers hardly", () => {
	const weight = labelWeight({});
	expect([weight("user", true), weight("user", false)]).toEqual([1, strangersWeight]);
	expect(weight("constructor", false)).toBe(strangersWeight);
});

test("a source weighs what is set for it, else what is set for all, whoever sends it", () => {
	const weight = labelWeight({ review: 0.5, "*": 0.1 });
	for (const isOperators of [true, false])
		expect([weight("review", isOperators), weight("user", isOperators)]).toEqual([0.5, 0.1]);
	expect(labelWeight({ review: 0.5 })("user", false)).toBe(strangersWeight);
});

test("what the operator has taught stays, whatever strangers say for how long, and whatever alarms that raises", () => {
	const models = [{ task: "t", name: "worse", accuracy: 0.9 }];
	const controller = new Controller({ models, seed: 1 });
	const profile = () => controller.profile("t", "worse");
	for (let atMs = 0; atMs < 3000; atMs++)
		controller.observeLabel("t", "worse", { correct: atMs % 5 < 3, weight: 1, atMs });
	const taught = profile().accuracy;
	expect(taught).toBeCloseTo(0.61, 1);
	for (let atMs = 3000; atMs < 20_000; atMs++)
		controller.observeLabel("t", "worse", { correct: true, weight: strangersWeight, atMs });
	// Of the 225 that 256 weigh, 60 % are right, beside the 45 of 50 of the published accuracy and 20 of theirs.
	expect(profile().accuracy).toBeLessThan((45 + 0.6 * 225 + 20) / (50 + 225 + 20) + 0.01);
	expect(profile().labels).toBeGreaterThan(225);
});

test("that a model became worse is learned from the operator's labels, though strangers' are among them", () => {
	const random = seededRandom(7);
	const controller = new Controller({ models: [{ task: "t", name: "good", accuracy: 0.95 }], seed: 1 });
	const label = (accuracy: number, atMs: number) => {
		const weight = random() < 0.1 ? strangersWeight : 1;
		controller.observeLabel("t", "good", { correct: random() < accuracy, weight, atMs });
	};
	for (let atMs = 0; atMs < 1000; atMs++) label(0.95, atMs);
	for (let atMs = 1000; atMs < 1300; atMs++) label(0.7, atMs);
	// If the alarm had left the 256 before it, it would be 0.80.
	expect(controller.profile("t", "good").accuracy).toBeLessThan(0.76);
});

test("strangers who label without end move an accuracy, but by less than 29 % of the way, whatever alarms that raises", () => {
	const models = [{ task: "t", name: "good", accuracy: 0.9 }];
	const controller = new Controller({ models, seed: 1 });
	let least = 0.9;
	for (let atMs = 0; atMs < 20_000; atMs++) {
		controller.observeLabel("t", "good", { correct: false, weight: strangersWeight, atMs });
		least = Math.min(least, controller.profile("t", "good").accuracy);
	}
	expect(least).toBeGreaterThan(0.9 * (1 - 0.29));
	expect(least).toBeLessThan(0.9 * (1 - 0.2));
});
