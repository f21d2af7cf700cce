import { describe, expect, test } from "vitest";
import { slowedModel } from "./cast.ts";
import type { Conditions } from "./conditions.ts";
import type { RequestResult } from "./messages.ts";
import { behindVerdicts, type VariantRun, verdicts } from "./promises.ts";
import type { HeardAlarm } from "./run_traffic.ts";
import { daySchedule, phaseTimes } from "./schedule.ts";

const phases = daySchedule("whole");
const times = phaseTimes(phases);
const middle = "characters-ensemble";
const conditions: Conditions = {
	pictures: 1000,
	seed: 1,
	sha256: {},
	top1: { light: { [slowedModel]: 0.97, [middle]: 0.96 }, dark: { [slowedModel]: 0.75, [middle]: 0.83 } },
};
const context = {
	phases,
	conditions,
	best: phases.map(({ condition, slowdown }) => (condition === "dark" ? 0.83 : slowdown > 1 ? 0.96 : 0.97)),
	slowedModel,
	isWhole: true,
};

/** Ten requests a second, all by one model in each phase. */
function answersOf(modelOf: (phase: number) => string): RequestResult[] {
	return phases.flatMap(({ seconds }, phase) =>
		Array.from({ length: 10 * seconds }, (_, index) => {
			const model = modelOf(phase);
			const cloud = { model, explored: false, right: true, inTime: true, elapsedMs: 50 };
			const sentAtMs = times[phase]! + 100 * index;
			return { phase, sentAtMs, model, by: "cloud" as const, right: true, onTime: true, cloud };
		}),
	);
}

const alarm = (kind: HeardAlarm["kind"], heardAtMs: number): HeardAlarm => ({
	model: slowedModel,
	kind,
	direction: "up",
	detector: "test",
	explanation: "",
	heardAtMs,
});

function runOf(alarms: HeardAlarm[], modelOf: (phase: number) => string, variant = "refreshed"): VariantRun {
	const phasesAtMs = times.slice(0, -1);
	return { variant, results: answersOf(modelOf), alarms, phasesAtMs, undelivered: 0 };
}
const always = () => slowedModel;
const holds = (run: VariantRun, promise: string) =>
	verdicts(run, context).find((verdict) => verdict.promise.startsWith(promise))?.holds;

describe("the promises", () => {
	const [, slowAtMs, , darkAtMs] = times as [number, number, number, number];

	test("count what had ended between the change and the alarm", () => {
		const run = runOf([alarm("service-time", slowAtMs + 1_000)], always);
		const found = verdicts(run, context).find(({ promise }) => promise.startsWith("slow: alarm"));
		expect(found).toMatchObject({ holds: true, measured: expect.stringContaining("after 10 executions") });
	});

	test("are broken by an alarm that comes late, by none, and by one while nothing changes", () => {
		expect(holds(runOf([alarm("service-time", slowAtMs + 6_000)], always), "slow: alarm")).toBe(false);
		expect(holds(runOf([], always), "dark: alarm")).toBe(false);
		expect(holds(runOf([alarm("accuracy", 5_000)], always), "no alarm")).toBe(false);
	});

	test("are kept by an alarm in time, also one whose labels were still on their way at the end of the phase", () => {
		expect(holds(runOf([alarm("accuracy", darkAtMs + 9_000)], always), "dark: alarm")).toBe(true);
		expect(holds(runOf([], always), "no alarm")).toBe(true);
	});

	test("leave open what a phase was too short to show", () => {
		const unused = runOf([], () => middle);
		expect(holds(unused, "slow: alarm")).toBe(null);
	});

	test("want the best model after the alarm, and again when all is well", () => {
		const alarms = [alarm("service-time", slowAtMs + 500), alarm("accuracy", darkAtMs + 5_000)];
		const adapts = runOf(alarms, (phase) => (phase === 3 ? middle : slowedModel));
		expect(holds(adapts, "dark: within")).toBe(true);
		expect(holds(adapts, "light again: back")).toBe(true);
		expect(holds(runOf(alarms, always), "dark: within")).toBe(false);
	});

	test("see frozen profiles behind only where they are", () => {
		const frozen = runOf([], always, "frozen");
		const refreshed = runOf([], (phase) => (phase === 3 ? middle : slowedModel));
		expect(behindVerdicts([frozen, refreshed], context).map((verdict) => verdict.holds)).toEqual([
			false,
			true,
		]);
	});
});
