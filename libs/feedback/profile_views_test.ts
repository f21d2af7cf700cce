import { describe, expect, test } from "vitest";
import { exampleDrift, exampleVersion } from "./testdata/example_profiles.ts";
import { exampleDecision } from "./testdata/example_records.ts";
import { memoryLog } from "./testdata/memory_log.ts";

describe("views of what was learned", () => {
	test("profile_history says from when until when something was known, and what can be rolled back to", () => {
		const { insert, all } = memoryLog();
		insert(
			[1, 2].map((version) => ({
				profileVersion: exampleVersion(version, version === 1 ? { state: null } : {}),
			})),
		);
		expect(
			all("SELECT version, at_ms, until_ms, can_roll_back FROM profile_history ORDER BY version"),
		).toEqual([
			{ version: 1, at_ms: 1_700_000_000_001, until_ms: 1_700_000_000_002, can_roll_back: 0 },
			{ version: 2, at_ms: 1_700_000_000_002, until_ms: null, can_roll_back: 1 },
		]);
	});

	test("drift_timeline has the evidence, and what was known before and after; the same event twice is one", () => {
		const { insert, all } = memoryLog();
		insert([
			{ profileVersion: exampleVersion(12, { accuracy: 0.9 }) },
			{
				profileVersion: exampleVersion(13, { cause: "drift", meanMs: 22.5, accuracy: 0.75 }),
				drift: exampleDrift("e"),
			},
			{ drift: exampleDrift("e") },
			{ drift: exampleDrift("all", { model: null, scope: "host", profileVersion: null, evidence: null }) },
		]);
		expect(
			all(`SELECT at, model, scope, mean_ms_before, mean_ms_after, accuracy_before, accuracy_after,
				evidence ->> 'afterMs' AS after FROM drift_timeline`),
		).toEqual([
			{
				at: "2023-11-14T22:13:20.013Z",
				model: "model-7",
				scope: "service",
				mean_ms_before: 7.5,
				mean_ms_after: 22.5,
				accuracy_before: 0.9,
				accuracy_after: 0.75,
				after: 22.5,
			},
			expect.objectContaining({ model: null, scope: "host", mean_ms_before: null, mean_ms_after: null }),
		]);
	});

	test("drift_timeline does not take the cloud's model for a device's of the same name", () => {
		const { insert, all } = memoryLog();
		insert([
			{ profileVersion: exampleVersion(12) },
			{ profileVersion: exampleVersion(13), drift: exampleDrift("e", { place: "device" }) },
		]);
		expect(all("SELECT place, mean_ms_before, mean_ms_after, accuracy_before FROM drift_timeline")).toEqual([
			{ place: "device", mean_ms_before: null, mean_ms_after: null, accuracy_before: null },
		]);
	});

	test("what was known of a model at a decision is its newest version at or below the decision's", () => {
		const { insert, all } = memoryLog();
		insert([
			...[3, 11, 13].map((version) => ({ profileVersion: exampleVersion(version, { meanMs: version }) })),
			{ decision: exampleDecision("r", { profileVersion: 12 }) },
		]);
		const known = all(`SELECT p.mean_ms FROM decisions AS d JOIN profile_versions AS p
			ON p.host = d.host AND p.task = d.task AND p.model = d.model AND p.version <= d.profile_version
			ORDER BY p.version DESC LIMIT 1`);
		expect(known).toEqual([{ mean_ms: 11 }]);
	});
});
