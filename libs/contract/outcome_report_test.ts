import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { OutcomeBatch, OutcomeReport } from "./outcome_report.ts";

const report = {
	requestId: "8f0c9d5e-1b1d-4c8e-9d53-0f7a3c3a8b11",
	task: "characters",
	startedAtMs: 1_790_000_000_000,
	slaMs: 250,
	answeredBy: "device",
	reason: "deadline",
	elapsedMs: 250.2,
	device: { model: "characters-nano", version: "1.0.0", status: "ok", serviceMs: 3.1, label: "A" },
};
const wrongField = (change: object) =>
	OutcomeReport.safeParse({ ...report, ...change }).error?.issues[0]?.path.join(".");

describe("OutcomeReport", () => {
	test("may be sent before anything is known of the cloud, and again when it is", () => {
		expect(wrongField({})).toBeUndefined();
		expect(wrongField({ cloud: { status: "late", elapsedMs: 612, networkMs: 580 } })).toBeUndefined();
	});

	test("names the field that is wrong, also inside", () => {
		expect(wrongField({ slaMs: 0 })).toBe("slaMs");
		expect(wrongField({ answeredBy: "server" })).toBe("answeredBy");
		expect(wrongField({ device: { ...report.device, confidence: 1.2 } })).toBe("device.confidence");
		expect(wrongField({ cloud: { status: "late", elapsedMs: -1 } })).toBe("cloud.elapsedMs");
	});

	test("bounds whatever time is claimed to an hour", () => {
		fc.assert(
			fc.property(fc.double(), (elapsedMs) => {
				const sound = elapsedMs >= 0 && elapsedMs <= 3_600_000;
				expect(wrongField({ elapsedMs })).toBe(sound ? undefined : "elapsedMs");
			}),
			{ seed: 5, numRuns: 500 },
		);
	});
});

describe("OutcomeBatch", () => {
	test("holds 1 to 500 items, sound or not", () => {
		const accepts = (count: number) => OutcomeBatch.safeParse({ outcomes: Array(count).fill(null) }).success;
		expect([0, 1, 500, 501].map(accepts)).toEqual([false, true, true, false]);
	});
});
