import { describe, expect, test } from "vitest";
import { Controller } from "./controller.ts";
import type { DriftEvent } from "./events.ts";
import { HostWatch } from "./host_watch.ts";

const hourMs = 3_600_000;
/** When the clock is set back. */
const setMs = 2 * hourMs;
const models = [
	{ task: "t", name: "fast", accuracy: 0.7 },
	{ task: "t", name: "best", accuracy: 0.95 },
];

/** A controller whose models ran often up to when the clock is set back, the last time 100 ms before. */
function measured(): { controller: Controller; alarms: DriftEvent[] } {
	const alarms: DriftEvent[] = [];
	const controller = new Controller({
		models,
		seed: 1,
		onEvent: (event) => {
			if (event.type === "drift") alarms.push(event.drift);
		},
	});
	controller.publish(setMs - 40_000);
	for (let atMs = setMs - 40_000; atMs < setMs; atMs += 100) runs(controller, atMs);
	return { controller, alarms };
}

function runs(controller: Controller, atMs: number, names = ["fast", "best"]): void {
	for (const name of names) {
		const serviceMs = name === "fast" ? 2 : 40;
		controller.observe("t", name, { serviceMs, queueMs: 0.1, cold: false, atMs });
	}
}

/** The share of requests with a copy on the device that explore. */
function explored(controller: Controller, atMs: number): number {
	const request = { slaMs: 160, uploadMs: 0, previousNetworkMs: 80, deviceModel: "fast" };
	const { candidates } = controller.select("t", { ...request, arrivedAtMs: atMs });
	return 2 * (candidates.find(({ model }) => model === "fast")?.probability ?? 0);
}

describe("a clock that is set back an hour", () => {
	test("leaves models that have not run since stale, and those that have run fresh, until a minute later", () => {
		const { controller } = measured();
		const atMs = setMs - hourMs;
		expect(explored(controller, setMs)).toBe(0);
		expect(explored(controller, atMs)).toBeCloseTo(0.02, 12);
		runs(controller, atMs);
		expect(explored(controller, atMs + 59_999)).toBe(0);
		expect(explored(controller, atMs + 60_000)).toBeCloseTo(0.02, 12);
	});

	test("ends what an alarm boosted; the next alarm boosts for ten minutes, not seventy", () => {
		const { controller, alarms } = measured();
		const untilAlarm = (correct: boolean, atMs: number) => {
			const before = alarms.length;
			while (alarms.length === before) controller.observeLabel("t", "fast", { correct, atMs });
		};
		untilAlarm(false, setMs);
		expect(explored(controller, setMs + 120_000)).toBeCloseTo(0.05, 12);
		const atMs = setMs - hourMs;
		expect(explored(controller, atMs)).toBeCloseTo(0.02, 12);
		untilAlarm(true, atMs);
		expect(explored(controller, atMs + 599_000)).toBeCloseTo(0.05, 12);
		expect(explored(controller, atMs + 600_000)).toBeCloseTo(0.02, 12);
	});

	test.each([
		[70, "fast"],
		[100, "best"],
	])(
		"leaves the next request of a known client %i ms, and so %s, as does one that is set forward again",
		(slaMs, model) => {
			const { controller } = measured();
			const chosen = (sentAtMs: number, arrivedAtMs: number) =>
				controller.select("t", {
					slaMs,
					uploadMs: 5,
					previousNetworkMs: 50,
					clientId: "phone",
					policy: "value",
					sentAtMs,
					arrivedAtMs,
				});
			for (let i = 20; i > 0; i--) chosen(setMs - i * 1000, setMs - i * 1000 + 25);
			for (const clockMs of [0, -hourMs, 0, hourMs]) {
				expect(chosen(setMs, setMs + clockMs + 25)).toMatchObject({ model, infeasible: false });
			}
		},
	);

	test("lets a change of the queue be said at once, and not only when the old time is reached again", () => {
		const { controller, alarms } = measured();
		const queued = (queueMs: number, fromMs: number) => {
			for (let i = 0; i < 400; i++) {
				controller.observe("t", "best", { serviceMs: 40, queueMs, cold: false, atMs: fromMs + i * 50 });
			}
		};
		queued(300, setMs);
		expect(alarms.map(({ kind, direction }) => [kind, direction])).toEqual([["queue", "up"]]);
		queued(0.1, setMs - hourMs);
		expect(alarms.map(({ kind, direction }) => [kind, direction])).toEqual([
			["queue", "up"],
			["queue", "down"],
		]);
	});

	test("lets the machine be named again, by what changed since and not by what changed before", () => {
		const watch = new HostWatch();
		const ran = (atMs: number) => {
			for (const model of ["a", "b", "c"]) watch.ran(model, atMs);
		};
		ran(setMs);
		watch.changed("a", "up", setMs);
		expect(watch.changed("b", "up", setMs + 1000)).toEqual(["a", "b"]);
		ran(setMs - hourMs);
		expect(watch.changed("c", "up", setMs - hourMs)).toBeNull();
		expect(watch.changed("a", "up", setMs - hourMs + 1000)).toEqual(["a", "c"]);
	});

	test("leaves those that ran before it out of those that run", () => {
		const watch = new HostWatch();
		for (const model of ["c", "d", "e"]) watch.ran(model, setMs);
		for (const model of ["a", "b"]) watch.ran(model, setMs - hourMs);
		watch.changed("a", "up", setMs - hourMs);
		expect(watch.changed("b", "up", setMs - hourMs)).toEqual(["a", "b"]);
	});
});
