import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { liveView } from "./live_view.ts";
import type { RequestResult } from "./messages.ts";
import { daySchedule } from "./schedule.ts";

const result: RequestResult = {
	phase: 0,
	sentAtMs: 0,
	model: "characters-large",
	by: "cloud",
	right: true,
	onTime: true,
	cloud: { model: "characters-large", explored: false, right: true, inTime: true, elapsedMs: 50 },
};
const alarm = {
	model: "characters-large",
	kind: "service-time",
	direction: "up",
	detector: "cusum",
	explanation: "characters-large is slower.",
	heardAtMs: 1_500,
} as const;

function paper(isTTY: boolean): { isTTY: boolean; write(text: string): boolean; text(): string } {
	let written = "";
	return {
		isTTY,
		write(text) {
			written += text;
			return true;
		},
		text: () => written,
	};
}

beforeEach(() => {
	vi.useFakeTimers();
});
afterEach(() => {
	vi.useRealTimers();
});

describe("the live view", () => {
	test("is a line now and then where there is no terminal", () => {
		const out = paper(false);
		const view = liveView("refreshed", daySchedule("quick"), out);
		view.onPhase(1);
		view.onResults([result, { ...result, right: false }]);
		view.onAlarm(alarm);
		vi.advanceTimersByTime(5_000);
		view.stop();
		expect(out.text().split("\n")).toEqual([
			"  0 s  refreshed: slow (one model 3 times slower) begins",
			"  0 s  refreshed: ALARM characters-large is slower.",
			"  5 s  refreshed: slow (one model 3 times slower): attainment 100 %, right and on time 50 %; large 100 %",
			"",
		]);
	});

	test("redraws itself on a terminal, and says nothing more once it was stopped", () => {
		const out = paper(true);
		const view = liveView("refreshed", daySchedule("quick"), out);
		view.onPhase(0);
		view.onAlarm(alarm);
		vi.advanceTimersByTime(1_000);
		view.stop();
		expect(out.text()).toContain("! 1.5 s: characters-large is slower.");
		expect(out.text()).toMatch(new RegExp(`${String.fromCharCode(27)}\\[4A`));
		const before = out.text();
		vi.advanceTimersByTime(5_000);
		expect(out.text()).toBe(before);
	});
});
