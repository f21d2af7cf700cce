import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type AnswerReason, type Race, type RaceEvent, type RaceTerms, startRace, stepRace } from "./race.ts";

type Event = RaceEvent<string, string>;

type Sides = Omit<RaceTerms, "slaMs">;

const both: Sides = { cloud: "running", device: "running", deviceAccuracy: 0.8 };
const deviceWaits: Sides = { cloud: "running", device: "waiting" };
const cloudWaits: Sides = { cloud: "waiting", device: "running" };
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
const deadline: Event = { lane: "deadline", atMs: 100 };

function run(events: Event[], sides = both): Race<string, string> {
	const start = startRace<string, string>({ slaMs: 100, ...sides });
	return events.reduce((race, event) => stepRace(race, event), start);
}

function reasonAfter(events: Event[], sides = both): AnswerReason | "nobody" | null {
	const { verdict } = run(events, sides);
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
		expect(reasonAfter([device(10), cloud(40, 0.7)])).toBe("device-more-accurate");
		expect(reasonAfter([device(10), cloud(40, 0.8)])).toBe("cloud-in-time");
		expect(reasonAfter([device(10), cloud(40, null)])).toBe("cloud-in-time");
	});

	test("a less accurate cloud waits for the device until the deadline, or until it has failed", () => {
		expect(reasonAfter([cloud(40, 0.7)])).toBe(null);
		expect(reasonAfter([cloud(40, 0.7), device(60)])).toBe("device-more-accurate");
		expect(reasonAfter([cloud(40, 0.7), deviceFails(60)])).toBe("cloud-in-time");
		expect(reasonAfter([cloud(40, 0.7), deadline])).toBe("cloud-in-time");
		expect(reasonAfter([cloud(40, 0.7), device(101)])).toBe("cloud-in-time");
	});

	test("two answers in time are combined where that is wanted, whoever comes first, and others are not", () => {
		const combined = { ...both, combine: true };
		expect(reasonAfter([cloud(40)], combined)).toBe(null);
		expect(run([cloud(40), device(60)], combined).verdict).toEqual({ by: "cloud", reason: "combined" });
		expect(run([device(10), cloud(40, 0.7)], combined).verdict).toEqual({
			by: "device",
			reason: "combined",
		});
		expect(reasonAfter([device(10), deadline], combined)).toBe("deadline");
		expect(reasonAfter([cloud(40), deadline], combined)).toBe("cloud-in-time");
	});
});

describe("a side that waits", () => {
	test("starts when the other has failed, at that time", () => {
		expect(run([cloudFails(5)], deviceWaits).device).toEqual({ state: "running", startMs: 5 });
		expect(reasonAfter([cloudFails(5), device(20)], deviceWaits)).toBe("cloud-failed");
		expect(run([deviceFails(5)], cloudWaits).cloud).toEqual({ state: "running", startMs: 5 });
		expect(reasonAfter([deviceFails(5), cloud(60)], cloudWaits)).toBe("cloud-in-time");
	});

	test("starts when its time comes, and is then like any other", () => {
		const start: Event = { lane: "start", atMs: 70 };
		expect(run([start], deviceWaits).device).toEqual({ state: "running", startMs: 70 });
		expect(run([start, device(90)], deviceWaits).device).toMatchObject({ startMs: 70, atMs: 90 });
		expect(reasonAfter([start, device(90), deadline], deviceWaits)).toBe("deadline");
		expect(reasonAfter([start, device(90), cloud(95)], deviceWaits)).toBe("cloud-in-time");
	});

	test("starts at the deadline", () => {
		expect(run([deadline], deviceWaits).device).toEqual({ state: "running", startMs: 100 });
		expect(reasonAfter([deadline, device(120)], deviceWaits)).toBe("device-late");
		expect(reasonAfter([deadline, cloud(120)], cloudWaits)).toBe("cloud-late");
	});

	test("never starts once there is an answer", () => {
		for (const later of [{ lane: "start", atMs: 70 } as const, deadline, cloudFails(80)]) {
			expect(run([cloud(40), later], deviceWaits).device).toEqual({ state: "waiting" });
		}
		expect(reasonAfter([cloud(40)], deviceWaits)).toBe("cloud-in-time");
		expect(reasonAfter([device(40)], cloudWaits)).toBe("only-device");
	});

	test("for nobody starts at once", () => {
		expect(run([], { cloud: "absent", device: "waiting" }).device).toEqual({ state: "running", startMs: 0 });
		expect(run([], { cloud: "waiting", device: "waiting" })).toMatchObject({
			cloud: { state: "running" },
			device: { state: "waiting" },
		});
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
		expect(reasonAfter([cloud(40)], { cloud: "running", device: "absent" })).toBe("only-cloud");
		expect(reasonAfter([deadline, cloud(140)], { cloud: "running", device: "absent" })).toBe("only-cloud");
		expect(reasonAfter([device(40)], { cloud: "absent", device: "running" })).toBe("only-device");
	});

	test("nobody answers once all have failed", () => {
		expect(reasonAfter([cloudFails(40), deviceFails(50)])).toBe("nobody");
		expect(reasonAfter([deviceFails(50)], { cloud: "absent", device: "running" })).toBe("nobody");
		expect(reasonAfter([deadline], { cloud: "absent", device: "absent" })).toBe("nobody");
	});
});

const atMs = fc.double({ min: 0, max: 200, noNaN: true });
const accuracy = fc.option(fc.double({ min: 0, max: 1, noNaN: true }));
const start = fc.constantFrom("running" as const, "waiting" as const, "absent" as const);
const anySides: fc.Arbitrary<Sides> = fc.record({
	cloud: start,
	device: start,
	deviceAccuracy: accuracy,
	combine: fc.boolean(),
});
const anyEvent: fc.Arbitrary<Event> = fc.oneof(
	fc.tuple(atMs, accuracy).map(([at, a]) => cloud(at, a)),
	fc.tuple(atMs, accuracy).map(([at, a]) => device(at, a)),
	atMs.map(cloudFails),
	atMs.map(deviceFails),
	atMs.map((at): Event => ({ lane: "start", atMs: at })),
	fc.constant(deadline),
);

test("whatever happens, in whatever order and however often, there is at most one verdict and it stays", () => {
	fc.assert(
		fc.property(fc.array(anyEvent, { maxLength: 12 }), anySides, (events, sides) => {
			let race = startRace<string, string>({ slaMs: 100, ...sides });
			for (const event of events) {
				const before = race;
				race = stepRace(race, event);
				if (before.verdict !== null) expect(race.verdict).toBe(before.verdict);
				if (race.verdict !== null && race.verdict.by !== "nobody") {
					expect(race[race.verdict.by].state).toBe("answered");
				}
			}
		}),
		{ seed: 1, numRuns: 2000 },
	);
});

test("once the deadline has passed, an answer that is there is never withheld, and nobody waits for anything", () => {
	fc.assert(
		fc.property(fc.array(anyEvent, { maxLength: 12 }), anySides, (events, sides) => {
			const race = run([...events, deadline], sides);
			const answered = race.cloud.state === "answered" || race.device.state === "answered";
			if (answered) expect(race.verdict).not.toBe(null);
			if (race.verdict === null) expect([race.cloud.state, race.device.state]).not.toContain("waiting");
		}),
		{ seed: 2, numRuns: 2000 },
	);
});

test("a race without a verdict always has somebody running, so that it ends", () => {
	fc.assert(
		fc.property(fc.array(anyEvent, { maxLength: 12 }), anySides, (events, sides) => {
			fc.pre(sides.cloud !== "absent" || sides.device !== "absent");
			const race = run(events, sides);
			if (race.verdict === null) expect([race.cloud.state, race.device.state]).toContain("running");
		}),
		{ seed: 3, numRuns: 2000 },
	);
});
