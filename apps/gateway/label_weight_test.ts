import { Controller } from "@mdinference/controller";
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
