import { describe, expect, test } from "vitest";
import type { RequestResult } from "./messages.ts";
import type { Phase } from "./schedule.ts";
import { bestModel, tally } from "./tally.ts";

const top1 = {
	light: { nano: 0.7, middle: 0.95, large: 0.97 },
	dark: { nano: 0.3, middle: 0.83, large: 0.75 },
};
const cloud = (model: string, change: Partial<NonNullable<RequestResult["cloud"]>> = {}) => ({
	model,
	explored: false,
	right: true,
	inTime: true,
	elapsedMs: 50,
	...change,
});
const inTime: RequestResult = {
	phase: 0,
	sentAtMs: 0,
	model: "large",
	by: "cloud",
	right: true,
	onTime: true,
	cloud: cloud("large"),
};
const covered: RequestResult = {
	...inTime,
	model: "nano",
	by: "device",
	right: false,
	cloud: cloud("large", { inTime: false, explored: true, right: false }),
};
const failed: RequestResult = {
	...inTime,
	model: null,
	by: "nobody",
	right: false,
	onTime: false,
	cloud: null,
};

describe("tally()", () => {
	test("tells a cloud in time from a phone that stood in, and from nobody", () => {
		const sum = tally([inTime, covered, failed, inTime], "light", { top1 });
		expect(sum).toMatchObject({
			requests: 4,
			attainment: 0.5,
			accuracy: 2 / 3,
			effective: 0.5,
			explored: 0.25,
		});
		expect(sum.usage.phone).toBe(0.25);
		expect(sum.worth).toBeCloseTo((0.97 + 0.7 + 0 + 0.97) / 4, 12);
	});

	test("values an answer by what its model is worth under the true condition", () => {
		expect(tally([inTime], "dark", { top1 }).worth).toBe(0.75);
	});

	test("a right answer after the deadline is right, but not on time", () => {
		const late = { ...inTime, onTime: false, cloud: cloud("large", { inTime: false }) };
		expect(tally([late], "light", { top1 })).toMatchObject({ accuracy: 1, effective: 0, worth: 0 });
	});
});

describe("bestModel()", () => {
	const calm: Phase = { name: "calm", seconds: 1, rate: 1, condition: "light", slowdown: 1 };
	const circumstances = {
		serviceMs: { nano: 0.1, middle: 10, large: 50 },
		slowedModel: "large",
		budgetMs: 130,
		ratePerSecond: 10,
		workers: 1,
	};
	test.each([
		["is the most accurate one while nothing is wrong", calm, "large"],
		["is one that keeps the deadline", { ...calm, slowdown: 3 }, "middle"],
		["is the most accurate one in the dark", { ...calm, condition: "dark" as const }, "middle"],
		["is one that keeps up with the requests", { ...calm, rate: 3 }, "middle"],
	])("%s", (_, phase, model) => {
		expect(bestModel(phase, { top1 }, circumstances).model).toBe(model);
	});
});
