import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type AnswerReason, type Race, type RaceEvent, startRace, stepRace } from "./race.ts";

type Event = RaceEvent<string, string>;

const both = { cloud: true, device: true };
const cloud = (atMs: number, accuracy: number | null = 0.9): Event => ({
	lane: "cloud",
	outcome: { state: "answered", atMs, accuracy, reply: "cloud" },
});
const device = (atMs: number, accuracy: number | null = 0.8): Event => ({
	lane: "device",
	outcome: { state: "answered", atMs, accuracy, reply: "device" },
});
const cloudFails = (atMs: number): Event => ({
	lane: "cloud",
	outcome: { state: "failed", atMs, error: new Error("no network") },
});
const deviceFails = (atMs: number): Event => ({
	lane: "device",
	outcome: { state: "failed", atMs, error: new Error("no model") },
});
const deadline: Event = { lane: "deadline" };

function run(events: Event[], lanes = both): Race<string, string> {
	return events.reduce((race, event) => stepRace(race, event), startRace<string, string>(100, lanes));
}

function reasonAfter(events: Event[], lanes = both): AnswerReason | "nobody" | null {
	const { verdict } = run(events, lanes);
	return verdict === null || verdict.by === "nobody" ? verdict && "nobody" : verdict.reason;
}

describe("before the deadline", () => {
	test("the cloud's answer is given as it comes", () => {
		expect(reasonAfter([cloud(40)])).toBe("cloud-in-time");
		expect(reasonAfter([device(10), cloud(40)])).toBe("cloud-in-time");
	});

	test("the device's answer waits for the cloud", () => {
		expect(reasonAfter([device(10)])).toBe(null);
	});

	test("the device answers at once where the cloud has failed", () => {
		expect(reasonAfter([device(10), cloudFails(20)])).toBe("cloud-failed");
		expect(reasonAfter([cloudFails(5), device(10)])).toBe("cloud-failed");
	});

	test("of two answers in time the more accurate one is given, the cloud's where they are equal", () => {
		expect(reasonAfter([device(10, 0.8), cloud(40, 0.7)])).toBe("device-more-accurate");
		expect(reasonAfter([device(10, 0.8), cloud(40, 0.8)])).toBe("cloud-in-time");
		expect(reasonAfter([device(10, 0.8), cloud(40, null)])).toBe("cloud-in-time");
	});
});

describe("at the deadline", () => {
	test("the device's answer is given", () => {
		expect(reasonAfter([device(10), deadline])).toBe("deadline");
	});

	test("a cloud answer that arrived with the deadline is in time, one just after it is not", () => {
		expect(reasonAfter([device(10), cloud(100)])).toBe("cloud-in-time");
		expect(reasonAfter([device(10), cloud(100.1)])).toBe("deadline");
	});

	test("a timer that fires late changes nothing: times decide", () => {
		expect(reasonAfter([device(10), cloud(105), deadline])).toBe("deadline");
		expect(reasonAfter([deadline, cloud(99)])).toBe("cloud-in-time");
	});
});

describe("after the deadline", () => {
	test("the late cloud answers where the device was not ready, and is called late", () => {
		expect(reasonAfter([deadline, cloud(150)])).toBe("cloud-late");
		expect(reasonAfter([deviceFails(10), deadline, cloud(150)])).toBe("cloud-late");
	});

	test("the device answers where it comes first", () => {
		expect(reasonAfter([deadline, device(150)])).toBe("device-late");
	});

	test("a late cloud does not replace the device's answer", () => {
		const race = run([device(10), deadline, cloud(150)]);
		expect(race.verdict).toEqual({ by: "device", reason: "deadline" });
		expect(race.cloud.state).toBe("answered");
	});
});

describe("alone", () => {
	test("the only side says that it was the only one", () => {
		expect(reasonAfter([cloud(40)], { cloud: true, device: false })).toBe("only-cloud");
		expect(reasonAfter([deadline, cloud(140)], { cloud: true, device: false })).toBe("only-cloud");
		expect(reasonAfter([device(40)], { cloud: false, device: true })).toBe("only-device");
	});

	test("nobody answers once all have failed", () => {
		expect(reasonAfter([cloudFails(40), deviceFails(50)])).toBe("nobody");
		expect(reasonAfter([deviceFails(50)], { cloud: false, device: true })).toBe("nobody");
		expect(reasonAfter([deadline], { cloud: false, device: false })).toBe("nobody");
	});
});

const atMs = fc.double({ min: 0, max: 200, noNaN: true });
const accuracy = fc.option(fc.double({ min: 0, max: 1, noNaN: true }));
const anyEvent: fc.Arbitrary<Event> = fc.oneof(
	fc.tuple(atMs, accuracy).map(([at, a]) => cloud(at, a)),
	fc.tuple(atMs, accuracy).map(([at, a]) => device(at, a)),
	atMs.map(cloudFails),
	atMs.map(deviceFails),
	fc.constant(deadline),
);

test("whatever happens, in whatever order and however often, there is at most one verdict and it stays", () => {
	fc.assert(
		fc.property(
			fc.array(anyEvent, { maxLength: 12 }),
			fc.boolean(),
			fc.boolean(),
			(events, hasCloud, hasDevice) => {
				let race = startRace<string, string>(100, { cloud: hasCloud, device: hasDevice });
				for (const event of events) {
					const before = race;
					race = stepRace(race, event);
					if (before.verdict !== null) expect(race.verdict).toBe(before.verdict);
					if (race.verdict !== null && race.verdict.by !== "nobody") {
						expect(race[race.verdict.by].state).toBe("answered");
					}
				}
			},
		),
		{ seed: 1, numRuns: 2000 },
	);
});

test("once the deadline has passed, an answer that is there is never withheld", () => {
	fc.assert(
		fc.property(fc.array(anyEvent, { maxLength: 12 }), (events) => {
			const race = run([...events, deadline]);
			const answered = race.cloud.state === "answered" || race.device.state === "answered";
			if (answered) expect(race.verdict).not.toBe(null);
		}),
		{ seed: 2, numRuns: 2000 },
	);
});
