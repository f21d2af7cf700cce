import { expect, test } from "vitest";
import { missingFeatures, type Surroundings } from "./missing_features.ts";

const all: Surroundings = {
	isSecure: true,
	isIsolated: true,
	has: { camera: true, offline: true, keeping: true, webgpu: true },
};

test("nothing is missing on a secure, isolated page of a browser that has it all", () => {
	expect(missingFeatures(all)).toEqual([]);
});

test("over plain HTTP everything is missing for one reason: the address", () => {
	const none = { camera: false, offline: false, keeping: false, webgpu: false };
	const missing = missingFeatures({ isSecure: false, isIsolated: false, has: none });
	expect(missing.map(({ feature }) => feature)).toEqual([
		"camera",
		"offline",
		"keeping",
		"webgpu",
		"threads",
	]);
	expect(new Set(missing.map(({ why }) => why))).toEqual(new Set(["insecure"]));
});

test("on a secure page it is the browser that lacks WebGPU, and the server that gives no threads", () => {
	expect(missingFeatures({ ...all, isIsolated: false, has: { ...all.has, webgpu: false } })).toEqual([
		{ feature: "webgpu", why: "browser" },
		{ feature: "threads", why: "not-isolated" },
	]);
});
