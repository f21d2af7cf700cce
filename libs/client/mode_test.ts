import { describe, expect, test } from "vitest";
import type { DeviceRunner } from "./device_runner.ts";
import { type ClientMode, type StartConditions, startsOf } from "./mode.ts";

const device: DeviceRunner = {
	name: "characters-nano",
	version: "1.0.0",
	accuracy: 0.7,
	state: "ready",
	profile: { samples: 200, p50Ms: 10, p99Ms: 22 },
	infer: () => Promise.reject(new Error("not asked")),
};
const starts = (mode: ClientMode, conditions: Partial<StartConditions> = {}) =>
	startsOf(mode, { slaMs: 250, device, copiesAhead: 0, isHoldout: false, ...conditions });

test("the modes differ in when each side starts", () => {
	const sides = (mode: ClientMode, conditions?: Partial<StartConditions>) => {
		const { cloud, device } = starts(mode, conditions);
		return [cloud, device];
	};
	expect(sides("duplicate")).toEqual(["running", "running"]);
	expect(sides("duplicate-late")).toEqual(["running", "waiting"]);
	expect(sides("prefer-cloud")).toEqual(["running", "waiting"]);
	expect(sides("prefer-device")).toEqual(["waiting", "running"]);
	expect(sides("only-cloud")).toEqual(["running", "absent"]);
	expect(sides("only-device")).toEqual(["absent", "running"]);
});

test("without a device only the cloud is asked, except where only the device may be", () => {
	for (const mode of ["duplicate", "duplicate-late", "prefer-cloud", "prefer-device"] as const) {
		expect(starts(mode, { device: null })).toMatchObject({ cloud: "running", device: "absent" });
	}
	expect(starts("only-device", { device: null })).toMatchObject({ cloud: "absent", device: "absent" });
});

test("a preferred device that is not ready is not waited for", () => {
	const loading = { ...device, state: "loading" } as const;
	expect(starts("prefer-device", { device: loading })).toMatchObject({ cloud: "running", device: "running" });
});

test("the gateway may count on the copy only where there will be one by the deadline", () => {
	expect(starts("duplicate").isCovered).toBe(true);
	expect(starts("duplicate-late").isCovered).toBe(true);
	expect(starts("duplicate", { device: { ...device, state: "loading" } }).isCovered).toBe(false);
	expect(starts("prefer-cloud").isCovered).toBe(false);
	expect(starts("prefer-device").isCovered).toBe(false);
});

describe("duplicate-late starts the device", () => {
	test("at the last moment that its own 99th percentile and a late timer leave", () => {
		expect(starts("duplicate-late").deviceStartMs).toBe(250 - 22 - 8);
	});

	test("earlier where other copies have to run first", () => {
		expect(starts("duplicate-late", { copiesAhead: 3 }).deviceStartMs).toBe(250 - 4 * 22 - 8);
	});

	test.each([
		["in the holdout", { isHoldout: true }],
		["where no moment is left", { slaMs: 30 }],
		["where it is not ready", { device: { ...device, state: "failed" as const } }],
		["where it was never measured", { device: { ...device, profile: null } }],
		[
			"where 98 runs are too few to know a 99th percentile",
			{ device: { ...device, profile: { samples: 98, p50Ms: 10, p99Ms: 22 } } },
		],
	])("at once %s", (_, conditions) => {
		expect(starts("duplicate-late", conditions)).toMatchObject({ cloud: "running", device: "running" });
	});
});
