import { describe, expect, test } from "vitest";
import { type FamilyState, type PhoneStatus, phoneStatusOf } from "./phone_status_of.ts";

const offline = new Error("offline");
const family = (...states: FamilyState["devices"][number]["state"][]): FamilyState => ({
	devices: states.map((state) => ({ state })),
	chosen: { name: "nano" },
});
const loading: PhoneStatus = { state: "loading", model: "nano" };
const failed: PhoneStatus = { state: "failed", error: offline };

describe("phoneStatusOf()", () => {
	test("is ready as soon as one model can answer", () => {
		expect(phoneStatusOf(family("failed", "ready"), loading, null)).toEqual({
			state: "ready",
			model: "nano",
		});
	});

	test("says why there is none again after another attempt in the background has failed", () => {
		const retrying = phoneStatusOf(family("loading", "failed"), failed, offline);
		expect(retrying).toEqual(loading);
		expect(phoneStatusOf(family("failed", "failed"), retrying, offline)).toEqual(failed);
	});

	test("waits for the reason where none is known yet", () => {
		expect(phoneStatusOf(family("failed"), loading, null)).toBe(loading);
	});

	test("is the very same one where nothing has changed", () => {
		for (const before of [loading, failed]) {
			const same = family(before.state === "failed" ? "failed" : "loading");
			expect(phoneStatusOf(same, before, offline)).toBe(before);
		}
	});
});
